/* What somebody began to write, by channel or thread; it is there again after a reload. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface Drafts {
    texts: Readonly<Record<string, string>>;
    /** Keys of what is attached. */
    media: Readonly<Record<string, readonly string[]>>;
}

const MOST = 50;

export const useDrafts = create<Drafts>()(persist((): Drafts => ({ texts: {}, media: {} }), { name: 'kith-chat-drafts' }));

const draftKey = (viewerId: string, log: string): string => `${viewerId} ${log}`;

export const draftOf = (viewerId: string, log: string): string => useDrafts.getState().texts[draftKey(viewerId, log)] ?? '';

export function keepDraft(viewerId: string, log: string, text: string): void {
    const { [draftKey(viewerId, log)]: _, ...others } = useDrafts.getState().texts;
    const kept = text.trim() ? { ...others, [draftKey(viewerId, log)]: text } : others;

    useDrafts.setState({ texts: Object.fromEntries(Object.entries(kept).slice(-MOST)) });
}

const NOTHING: readonly string[] = [];

export const draftMediaOf = (viewerId: string, log: string): readonly string[] => useDrafts.getState().media?.[draftKey(viewerId, log)] ?? NOTHING;

export function keepDraftMedia(viewerId: string, log: string, keys: readonly string[]): void {
    const { [draftKey(viewerId, log)]: _, ...others } = useDrafts.getState().media ?? {};

    useDrafts.setState({ media: keys.length ? { ...others, [draftKey(viewerId, log)]: keys } : others });
}
