/* The composer opens from anywhere: as a dialog, on phones as a page. */
import { create } from 'zustand';
import { navigate } from 'wouter/use-browser-location';
import { changeSlot, isSlotBlank, slotOfDraft, type Slot } from './store/slots';
import { ofDraft, type ServerDraft } from './model/composed';

/** What is being written: a post, or a change of one. */
export type Writing = { slot: Slot } | { edit: string };

interface Init {
    /** The post that is quoted. */
    quote?: string;
    /** The post that is edited. */
    edit?: string;
    draft?: ServerDraft;
    /** One that could not be sent. */
    again?: string;
    /** What it begins with, unless something was begun already. */
    text?: string;
}

interface Open {
    writing: Writing | null;
    /** How often drafts of the server's have changed from here: a list of them is read again then. */
    changes: number;
}

export const useWriting = create<Open>(() => ({ writing: null, changes: 0 }));

export const draftsChanged = (): void => useWriting.setState(({ changes }) => ({ changes: changes + 1 }));

const isPhone = () => matchMedia('(max-width: 699px)').matches;

function slotOf({ quote, draft, again }: Init): Slot {
    return quote ? `quote:${quote}` : draft ? slotOfDraft(draft.id) : again ? `again:${again}` : 'new';
}

export function openComposer(init: Init = {}): void {
    const slot = slotOf(init);

    if (init.draft && isSlotBlank(slot))
        changeSlot(slot, ofDraft(init.draft));
    if (init.text && isSlotBlank(slot))
        changeSlot(slot, { content: init.text });
    if (isPhone())
        navigate(init.edit ? `/new?edit=${init.edit}` : slot === 'new' ? '/new' : `/new?${slot.replace(':', '=')}`);
    else
        useWriting.setState({ writing: init.edit ? { edit: init.edit } : { slot } });
}

export const closeComposer = (): void => useWriting.setState({ writing: null });

const ID = /^\w+$/;

/** What the address of `/new` says. */
export function writingOf(search: string): Writing {
    const asked = new URLSearchParams(search), edit = asked.get('edit');

    if (edit && ID.test(edit))
        return { edit };
    for (const kind of ['quote', 'draft', 'again'] as const) {
        const id = asked.get(kind);
        if (id && ID.test(id))
            return { slot: `${kind}:${id}` };
    }
    return { slot: 'new' };
}
