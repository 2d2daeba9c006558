/*
 * Keys. `n`, `?`, `g h` (one after the other), `mod+k` (Ctrl, or Cmd on a Mac). Those without a modifier do nothing while somebody types or
 * answers a dialog, and can be switched off.
 */
import { useEffect, useEffectEvent } from 'react';
import { create } from 'zustand';
import { useChoices } from '../data/store';
import type { Key } from './feature';

const PAUSE_MS = 1_200;

export const useKeyTable = create<{ keys: readonly Key[] }>(() => ({ keys: [] }));

/** Returns the way to take them out again. What came last goes first. */
export function addKeys(added: readonly Key[]): () => void {
    useKeyTable.setState(({ keys }) => ({ keys: [...added, ...keys] }));
    return () => useKeyTable.setState(({ keys }) => ({ keys: keys.filter(key => !added.includes(key)) }));
}

/** Keys of a screen, while it stands. */
export function useKeys(keys: readonly Key[]) {
    const run = useEffectEvent((name: string) => keys.find(key => key.keys === name)?.run());
    const names = keys.map(key => `${key.keys}\n${key.label}`).join('\n\n');

    useEffect(() => addKeys(names.split('\n\n').filter(Boolean).map(line => {
        const [name, label] = line.split('\n') as [string, Key['label']];

        return { keys: name, label, run: () => run(name) };
    })), [names]);
}

/** As a key is written in the table. Shift is in the letter already; letters of other scripts count by where they stand on the keyboard. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>): string | null {
    const latin = /^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(event.key) ? event.code.slice(3).toLowerCase() : event.key;

    if (event.altKey)
        return null;
    return event.ctrlKey || event.metaKey ? `mod+${latin.toLowerCase()}` : latin;
}

/** Which key of the table is meant, after what was pressed before: itself, or as the second of two. */
export function meant<Of extends { keys: string }>(table: readonly Of[], name: string, before: string | null): { key: Of | null; first: string | null } {
    const key = (before && table.find(one => one.keys === `${before} ${name}`)) || table.find(one => one.keys === name) || null;
    const begins = !key && table.some(one => one.keys.startsWith(`${name} `));

    return { key, first: begins ? name : null };
}

const FIELDS = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true], [contenteditable=""]';
const ASKS = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]';

const isBusy = (target: EventTarget | null) => target instanceof Element && target.closest(`${FIELDS}, ${ASKS}`) !== null;

let before: string | null = null;
let at = 0;

function pressed(event: KeyboardEvent) {
    const name = nameOf(event);
    const plain = name !== null && !name.startsWith('mod+');

    if (!name || event.defaultPrevented || event.isComposing || (plain && (isBusy(event.target) || !useChoices.getState().shortcuts)))
        return;
    const { key, first } = meant(useKeyTable.getState().keys, name, event.timeStamp - at < PAUSE_MS ? before : null);
    before = first;
    at = event.timeStamp;
    if (key) {
        event.preventDefault();
        key.run();
    }
}

/** Once, before the first render. */
export function startKeys() {
    document.addEventListener('keydown', pressed);
}
