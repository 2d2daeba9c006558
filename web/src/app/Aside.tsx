import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { create } from 'zustand';

/** Where the second column is, while the window is wide enough for one. */
export const useSecondColumn = create<{ slot: HTMLElement | null }>(() => ({ slot: null }));

/** What a page puts into the second column; nothing where there is none. */
export function Aside({ children }: { children: ReactNode }) {
    const slot = useSecondColumn(state => state.slot);

    return slot && createPortal(children, slot);
}
