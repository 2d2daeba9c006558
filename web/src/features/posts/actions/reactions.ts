/* Likes, boosts and saves: shown at once, and taken back with a word if the server refuses. */
import { useApolloClient } from '@apollo/client/react';
import { useFailure } from '../../../app/failure';
import { PostReactDocument, PostUnreactDocument, type PostReactedFragment } from '../../../generated/features/posts/actions/PostReactions';
import type { ReactionType } from '../../../generated/types';

const FIELDS = {
    LIKE: ['liked', 'likeCount'],
    BOOST: ['boosted', 'boostCount'],
    SAVE: ['saved', 'saveCount'],
} as const satisfies Record<ReactionType, readonly [keyof PostReactedFragment, keyof PostReactedFragment]>;

/** The post as it will be; as it is where nothing changes. */
export function reacted(post: Omit<PostReactedFragment, '__typename'>, type: ReactionType, on: boolean): PostReactedFragment {
    const [is, count] = FIELDS[type];
    const { id, likeCount, boostCount, saveCount, liked, boosted, saved } = post;
    const step = post[is] === on ? 0 : on ? 1 : -1;

    return {
        __typename: 'Post', id, likeCount, boostCount, saveCount, liked, boosted, saved,
        [is]: on, [count]: Math.max(0, post[count] + step),
    };
}

/** `const react = useReact(post); react('LIKE', !post.liked)` */
export function useReact(post: PostReactedFragment): (type: ReactionType, on: boolean) => void {
    const client = useApolloClient();
    const failed = useFailure();

    return (type, on) => {
        const variables = { subjectId: post.id, type }, subject = reacted(post, type, on);
        const sent = on
            ? client.mutate({ mutation: PostReactDocument, variables, optimisticResponse: { react: { __typename: 'ReactPayload', subject } } })
            : client.mutate({ mutation: PostUnreactDocument, variables, optimisticResponse: { unreact: { __typename: 'UnreactPayload', subject } } });

        sent.catch(failed);
    };
}
