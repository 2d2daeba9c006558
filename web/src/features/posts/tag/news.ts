/* New posts with a tag, while its posts are on the page. */
import { useState } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { fetchDetails } from '../../../data/details';
import { useEvent, useTopic } from '../../../data/realtime';
import { TagPageDocument } from '../../../generated/features/posts/feed/Feeds';
import { PostBodyFragmentDoc } from '../../../generated/features/posts/PostCard';
import { PAGE } from '../feed/pages';

const MOST = 40;

/** As the server folds tags, near enough to compare: without case, accents and compatibility forms. */
export const folded = (tag: string): string => tag.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

export function useTagNews(name: string) {
    const client = useApolloClient();
    const [ids, setIds] = useState<readonly string[]>([]);

    /* An event does not say which topic it is of, and the home timeline's come too: so the post itself is asked. */
    const hasTag = (postId: string) => client.cache.readFragment({
        id: client.cache.identify({ __typename: 'Post', id: postId }), fragment: PostBodyFragmentDoc, fragmentName: 'PostBody',
    })?.tags.some(({ text }) => folded(text) === folded(name)) ?? false;

    useTopic(`tag:${name}`);
    const isKnown = (postId: string) => client.readQuery({ query: TagPageDocument, variables: { name, first: PAGE } })
        ?.tag?.posts.edges.some(({ node }) => node.id === postId) ?? true;

    useEvent('post_created', ({ postId, boostOf }) => {
        if (!boostOf && !isKnown(postId))
            void fetchDetails('Post', postId).then(() => hasTag(postId) && setIds(known => known.includes(postId) ? known : [...known, postId]));
    });
    useEvent('post_deleted', ({ postId }) => setIds(known => known.filter(id => id !== postId)));

    return {
        count: ids.length,
        /** Puts them before those that are known; if there are too many, the list begins again. */
        async load() {
            const before = client.readQuery({ query: TagPageDocument, variables: { name, first: PAGE } })?.tag?.posts.pageInfo.startCursor;
            const some = before && ids.length <= MOST && ids.length > 0;

            setIds([]);
            await client.query({
                query: TagPageDocument, fetchPolicy: 'network-only',
                variables: some ? { name, first: null, last: ids.length, before } : { name, first: PAGE },
            });
        },
    };
}
