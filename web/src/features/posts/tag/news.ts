/* New posts with a tag, while its posts are on the page. */
import { useApolloClient } from '@apollo/client/react';
import { fetchDetails } from '../../../data/details';
import { useEvent, useTopic } from '../../../data/realtime';
import { TagPageDocument } from '../../../generated/features/posts/feed/Feeds';
import { PostBodyFragmentDoc } from '../../../generated/features/posts/PostCard';
import { useSince } from '../feed/since';

/** As the server folds tags, near enough to compare: without case, accents and compatibility forms. */
export const folded = (tag: string): string => tag.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

export function useTagNews(name: string) {
    const { cache } = useApolloClient();
    const { count, isKnown, add, load } = useSince({ query: TagPageDocument, variables: { name }, connection: data => data.tag?.posts });

    /* An event does not say which topic it is of, and the home timeline's come too: so the post itself is asked. */
    const hasTag = (postId: string) => cache.readFragment({
        id: cache.identify({ __typename: 'Post', id: postId }), fragment: PostBodyFragmentDoc, fragmentName: 'PostBody',
    })?.tags.some(({ text }) => folded(text) === folded(name)) ?? false;

    useTopic(`tag:${name}`);
    useEvent('post_created', ({ postId, boostOf }) => {
        if (!boostOf && !isKnown(postId))
            void fetchDetails('Post', postId).then(() => hasTag(postId) && add(postId));
    });
    return { count, load };
}
