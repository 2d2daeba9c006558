/*
 * What was begun and not sent, kept in this browser as it is typed: it is there when the composer opens again, also after a reload. Each
 * occasion has a place of its own: a new post, the first one after joining, a quote, a draft of the server's, one that could not be sent.
 */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { viewerNow } from '../../../data/viewer';
import { emptyPost, isBlank, type Composed } from '../model/composed';

export type Slot = 'new' | 'first' | `quote:${string}` | `draft:${string}` | `again:${string}`;

interface Slots { kept: Readonly<Record<string, Composed>> }

const SLOTS_MOST = 20;

const useStore = create<Slots>()(persist((): Slots => ({ kept: {} }), { name: 'kith-composer' }));

/* People who share a browser do not read what the others began. */
const keyOf = (slot: Slot): string => `${viewerNow()?.id ?? ''} ${slot}`;

const begun = (slot: Slot): Composed => slot.startsWith('quote:') ? { ...emptyPost, quoteId: slot.slice('quote:'.length) } : emptyPost;

/* What an earlier version of the client kept lacks what came since. */
const whole = (kept: Composed | undefined, slot: Slot): Composed => kept ? 'media' in kept ? kept : { ...emptyPost, ...kept as object } : begun(slot);

export const composedIn = (slot: Slot): Composed => whole(useStore.getState().kept[keyOf(slot)], slot);

export function useComposed(slot: Slot): Composed {
    return whole(useStore(({ kept }) => kept[keyOf(slot)]), slot);
}

export function clearSlot(slot: Slot): void {
    const { [keyOf(slot)]: _, ...others } = useStore.getState().kept;

    useStore.setState({ kept: others });
}

export function changeSlot(slot: Slot, change: Partial<Composed>): void {
    const { [keyOf(slot)]: stood, ...others } = useStore.getState().kept;
    const entries = [...Object.entries(others), [keyOf(slot), { ...whole(stood, slot), ...change }] as const];

    useStore.setState({ kept: Object.fromEntries(entries.slice(-SLOTS_MOST)) });
}

/** Where a draft of the server's is being written already. */
export function slotOfDraft(id: string): Slot {
    const mine = keyOf('new').slice(0, -'new'.length);
    const found = Object.entries(useStore.getState().kept).find(([key, { draftId }]) => key.startsWith(mine) && draftId === id);

    return found ? found[0].slice(mine.length) as Slot : `draft:${id}`;
}

/** The draft was deleted: what is left of it here goes too. */
export const forgetDraft = (id: string): void => clearSlot(slotOfDraft(id));

export const isSlotBlank = (slot: Slot): boolean => isBlank(composedIn(slot));
