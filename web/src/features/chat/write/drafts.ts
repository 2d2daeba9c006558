/* What somebody began to write, by channel or thread; it is there again after a reload. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface Drafts { texts: Readonly<Record<string, string>> }

const MOST = 50;

export const useDrafts = create<Drafts>()(persist((): Drafts => ({ texts: {} }), { name: 'kith-chat-drafts' }));

const draftKey = (viewerId: string, log: string): string => `${viewerId} ${log}`;

export const draftOf = (viewerId: string, log: string): string => useDrafts.getState().texts[draftKey(viewerId, log)] ?? '';

export function keepDraft(viewerId: string, log: string, text: string): void {
    const { [draftKey(viewerId, log)]: _, ...others } = useDrafts.getState().texts;
    const kept = text.trim() ? { ...others, [draftKey(viewerId, log)]: text } : others;

    useDrafts.setState({ texts: Object.fromEntries(Object.entries(kept).slice(-MOST)) });
}
