/* Tab comes to one message, arrows go from there. */
import { useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Row } from '../model/rows';

const STEPS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };

const idAt = (rows: readonly Row[], n: number): string | undefined => {
    const row = rows[n];
    return row?.kind === 'message' ? row.message.id : undefined;
};

function nextFrom(rows: readonly Row[], at: number, step: number): number {
    for (let n = at + step; n >= 0 && n < rows.length; n += step)
        if (idAt(rows, n))
            return n;
    return -1;
}

export function useRoving(rows: readonly Row[], list: RefObject<VirtualizerHandle | null>) {
    const [chosen, setChosen] = useState<string | null>(null);
    const held = chosen === null ? -1 : rows.findIndex((_, n) => idAt(rows, n) === chosen);
    const index = held >= 0 ? held : nextFrom(rows, rows.length, -1);

    return {
        index,
        current: idAt(rows, index),
        onFocus: (event: FocusEvent) => {
            const id = (event.target as HTMLElement).closest<HTMLElement>('[data-message]')?.dataset.message;
            if (id)
                setChosen(id);
        },
        onKeyDown: (event: KeyboardEvent) => {
            const step = STEPS[event.key], target = event.target as HTMLElement;
            if (!step || event.ctrlKey || event.metaKey || event.altKey || !target.dataset.message)
                return;
            const next = nextFrom(rows, index, step), id = idAt(rows, next);
            event.preventDefault();
            if (!id)
                return;
            setChosen(id);
            list.current?.scrollToIndex(next, { align: 'nearest' });
            requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-message="${id}"]`)?.focus({ preventScroll: true }));
        },
    };
}
