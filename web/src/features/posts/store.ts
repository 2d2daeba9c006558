/* What the reader opened and put away. It outlives the cards, which come and go as one scrolls. */
import { create } from 'zustand';

interface Store {
    /** Warnings that were opened and long texts that were unfolded: `warning:ID`, `text:ID`. */
    opened: ReadonlySet<string>;
    /** Posts and people that lists leave out: what was deleted, muted or blocked here, at once and until it is undone. */
    away: ReadonlySet<string>;
}

const useStore = create<Store>(() => ({ opened: new Set(), away: new Set() }));

function changed(set: ReadonlySet<string>, key: string, has: boolean): ReadonlySet<string> {
    const next = new Set(set);

    if (has)
        next.add(key);
    else
        next.delete(key);
    return next;
}

export function useOpened(key: string): [boolean, (open: boolean) => void] {
    const open = useStore(({ opened }) => opened.has(key));

    return [open, has => useStore.setState(({ opened }) => ({ opened: changed(opened, key, has) }))];
}

export const useAway = (): ReadonlySet<string> => useStore(({ away }) => away);

export function putAway(id: string): void {
    useStore.setState(({ away }) => ({ away: changed(away, id, true) }));
}

export function bringBack(id: string): void {
    useStore.setState(({ away }) => ({ away: changed(away, id, false) }));
}
