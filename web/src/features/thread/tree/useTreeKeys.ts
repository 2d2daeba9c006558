import { useState, type KeyboardEvent } from 'react';
import { useWords } from '../../../data/text';
import type { Row } from '../model/rows';
import { fold } from '../store/deeds';
import type { At } from '../store/threads';

/** Moves in a tree as trees are moved in: up and down, out to what was answered, in to the replies; a branch folds on the way. */
export function useTreeKeys(at: At, rows: readonly Row[], goTo: (index: number) => void) {
    const [focused, setFocused] = useState<string | null>(null);
    const { direction } = useWords();
    const found = rows.findIndex(({ id }) => id === focused), here = Math.max(0, found);

    const out = (row: Row) => row.isOpen ? fold(at, row.id) : goTo(rows.findIndex(({ id }) => id === row.lines.at(-1)));
    const into = (row: Row) => row.isOpen === false ? fold(at, row.id) : row.isOpen && goTo(here + 1);
    const left = direction === 'rtl' ? into : out, right = direction === 'rtl' ? out : into;
    const keys: Record<string, (row: Row) => void> = {
        ArrowDown: () => goTo(here + 1), ArrowUp: () => goTo(here - 1), ArrowLeft: left, ArrowRight: right,
        Home: () => goTo(0), End: () => goTo(rows.length - 1),
    };

    return {
        here, setFocused,
        pressed(event: KeyboardEvent) {
            const isItem = (event.target as Element).getAttribute('role') === 'treeitem', key = keys[event.key], row = rows[here];

            if (!isItem || !key || !row || event.ctrlKey || event.metaKey || event.altKey)
                return;
            event.preventDefault();
            key(row);
        },
    };
}
