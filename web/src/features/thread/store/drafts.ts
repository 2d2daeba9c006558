/* Comments and replies that were begun: there again after a reload, and after their box was closed or scrolled away. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { viewerNow } from '../../../data/viewer';

const MOST = 30;

interface Drafts { texts: Readonly<Record<string, string>> }

const useStore = create<Drafts>()(persist((): Drafts => ({ texts: {} }), { name: 'kith-comments' }));

const keyOf = (postId: string, parentId: string | null) => `${viewerNow()?.id ?? ''} ${postId} ${parentId ?? ''}`;

/** In place of what is answered: the comment itself is being changed. */
export const editOf = (id: string): string => `edit ${id}`;

export function keepText(postId: string, parentId: string | null, text: string): void {
    const { [keyOf(postId, parentId)]: _, ...others } = useStore.getState().texts;
    const kept = text ? [...Object.entries(others), [keyOf(postId, parentId), text] as const] : Object.entries(others);

    useStore.setState({ texts: Object.fromEntries(kept.slice(-MOST)) });
}

export function useBegun(postId: string, parentId: string | null): [string, (text: string) => void] {
    const text = useStore(({ texts }) => texts[keyOf(postId, parentId)] ?? '');

    return [text, next => keepText(postId, parentId, next)];
}
