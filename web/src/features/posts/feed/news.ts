/*
 * Posts that came into the home timeline since it was read. They are counted wherever the reader is, and come into the list when asked
 * for: what one reads never moves.
 */
import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { create } from 'zustand';
import { useEvent, useTopic } from '../../../data/realtime';
import { useViewer } from '../../../data/viewer';
import { HomeFeedDocument } from '../../../generated/features/posts/feed/Feeds';
import { PAGE } from './pages';

const useStore = create<{ ids: readonly string[] }>(() => ({ ids: [] }));

/* More than these are not worth their cost: the list begins again. */
const MOST = 40;

let take: (() => void) | null = null;

export const useNewsCount = (): number => useStore(({ ids }) => ids.length);

/** How new posts come into the feed that is on the page. Returns how to let go. */
export function holdNews(then: () => void): () => void {
    take = then;
    return () => {
        if (take === then)
            take = null;
    };
}

/** The key `.` */
export const takeNews = (): void => take?.();

/** Puts what is new before the first post that is known; with nothing known, or too much new, the first page instead. */
export async function loadNews(client: ApolloClient): Promise<void> {
    const count = useStore.getState().ids.length;
    const before = client.readQuery({ query: HomeFeedDocument, variables: { first: PAGE } })?.feed?.pageInfo.startCursor;
    const variables = before && count > 0 && count <= MOST ? { first: null, last: count, before } : { first: PAGE };

    useStore.setState({ ids: [] });
    await client.query({ query: HomeFeedDocument, variables, fetchPolicy: 'network-only' });
}

/** Stands on every page while somebody is signed in. */
export function HomeNews() {
    const viewer = useViewer();
    const client = useApolloClient();
    const known = () => client.readQuery({ query: HomeFeedDocument, variables: { first: PAGE } })?.feed?.edges;
    const add = (id: string) => useStore.setState(({ ids }) => ids.includes(id) ? { ids } : { ids: [...ids, id] });

    useTopic(viewer && 'feed');
    useEvent('post_created', ({ postId, authorId, boostOf }) => {
        const isOwn = authorId === viewer?.id;

        /* What was missed while away comes again, though the list may have been read since. One's own boost is no news; one's own post is awaited. */
        const edges = known();
        if (!edges || edges.some(({ node }) => node.id === postId) || isOwn && boostOf)
            return;
        add(postId);
        if (isOwn)
            loadNews(client).catch(() => add(postId));
    });
    useEvent('post_deleted', ({ postId }) => useStore.setState(({ ids }) => ({ ids: ids.filter(id => id !== postId) })));
    useEvent('resync', () => {
        useStore.setState({ ids: [] });
        /* On the page it is read again (data/realtime.tsx); elsewhere it is when one comes back to it. */
        if (!take)
            client.cache.evict({ id: 'ROOT_QUERY', fieldName: 'feed' });
    });
    return null;
}
