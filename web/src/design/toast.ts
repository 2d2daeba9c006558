import { create } from 'zustand';

export interface Toast {
    id: number;
    text: string;
    failed: boolean;
    action?: { label: string; run: () => void };
    undo?: () => void;
}

interface Options {
    /** Takes back what was done: a button Undo for 6 s. */
    undo?: () => void;
    /** Another button: "View". */
    action?: { label: string; run: () => void };
    /** Read aloud at once. */
    failed?: boolean;
}

const STAYS = 6_000, MOST = 3;

export const useToasts = create<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));

const timers = new Map<number, ReturnType<typeof setTimeout>>();
let last = 0;

export function closeToast(id: number) {
    clearTimeout(timers.get(id));
    timers.delete(id);
    useToasts.setState(({ toasts }) => ({ toasts: toasts.filter(toast => toast.id !== id) }));
}

/** They stay while a pointer or the focus is on them. */
export function holdToasts() {
    timers.forEach(clearTimeout);
}

export function releaseToasts() {
    useToasts.getState().toasts.forEach(({ id }) => timers.set(id, setTimeout(() => closeToast(id), STAYS)));
}

/** Says what happened, at the bottom of the window. Returns the way to close it. */
export function toast(text: string, { undo, action, failed = false }: Options = {}): () => void {
    const id = ++last;

    useToasts.setState(({ toasts }) => ({ toasts: [...toasts, { id, text, undo, action, failed }].slice(-MOST) }));
    timers.set(id, setTimeout(() => closeToast(id), STAYS));
    return () => closeToast(id);
}
