/* New posts of the people on a list, while its posts are on the page. */
import { useEffect, useState } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { useEvent, useRealtime } from '../../../data/realtime';
import { ListFeedDocument, ListVoicesDocument, type ListFeedQuery } from '../../../generated/features/posts/feed/Feeds';
import { useSince } from '../feed/since';

export const postsOfList = ({ node }: ListFeedQuery) => node?.__typename === 'List' ? node.posts : null;

const nobody: ReadonlySet<string> = new Set();

/* Of a longer list those who were added last: each is a topic of the connection. */
function useVoices(id: string): ReadonlySet<string> {
    const client = useApolloClient(), realtime = useRealtime(), [voices, setVoices] = useState(nobody);

    useEffect(() => {
        let stands = true;
        const asked = client.query({ query: ListVoicesDocument, variables: { id }, fetchPolicy: 'no-cache' });
        asked.then(({ data }) => stands && data?.node?.__typename === 'List'
            && setVoices(new Set(data.node.members.edges.map(({ node }) => node.id))), () => {});
        return () => { stands = false; };
    }, [client, id]);
    useEffect(() => {
        const held = realtime ? [...voices].map(voice => realtime.subscribe(`user:${voice}`)) : [];
        held.forEach(one => one.ready.catch(() => {}));
        return () => held.forEach(one => one.close());
    }, [realtime, voices]);
    return voices;
}

export function useListNews(id: string) {
    const voices = useVoices(id);
    const { count, isKnown, add, load } = useSince({ query: ListFeedDocument, variables: { id }, connection: postsOfList });

    useEvent('post_created', ({ postId, authorId }) => voices.has(authorId) && !isKnown(postId) && add(postId));
    return { count, load };
}
