/*
 * Where one is: the title of the window, and whether the heading of the page that comes takes the focus. The frame says when somebody went to
 * another page (app/history.ts); the page that then appears takes the focus once.
 */
import { create } from 'zustand';

interface Place {
    title: string;
    unread: number;
    instance: string;
}

export const usePlace = create<Place>(() => ({ title: '', unread: 0, instance: 'Kith' }));

export function windowTitle({ title, unread, instance }: Place, count: (n: number) => string): string {
    const name = title && title !== instance ? `${title} · ${instance}` : instance;

    return unread > 0 ? `(${count(unread)}) ${name}` : name;
}

let awaited = false;

/** The heading of the next page takes the focus. */
export function awaitHeading(wanted: boolean) {
    awaited = wanted;
}

/** Whether it is wanted, once. */
export function takeHeading(): boolean {
    const was = awaited;

    awaited = false;
    return was;
}
