import { useApolloClient } from '@apollo/client/react';
import { useFailure } from '../../../app/failure';
import { useText } from '../../../data/text';
import { toast } from '../../../design';
import {
    PostBlockDocument, PostFollowDocument, PostMuteDocument, PostStandingFragmentDoc, PostUnblockDocument, PostUnmuteDocument,
} from '../../../generated/features/posts/actions/PostChanges';
import type { PostAuthorFragment } from '../../../generated/features/posts/PostCard';
import { bringBack, putAway } from '../store';

type Deed = typeof PostMuteDocument | typeof PostUnmuteDocument | typeof PostBlockDocument | typeof PostUnblockDocument | typeof PostFollowDocument;

/** Mutes or blocks the author: their posts leave the lists at once, and come back if it is undone. */
export function useAvoid(author: PostAuthorFragment) {
    const client = useApolloClient();
    const failed = useFailure();
    const t = useText();
    const { id, username } = author;

    const tell = (mutation: Deed) => client.mutate({ mutation: mutation as typeof PostMuteDocument, variables: { userId: id } });
    const undo = async (deeds: readonly Deed[]) => {
        for (const deed of deeds)
            await tell(deed);
        bringBack(id);
    };
    const avoid = (deed: Deed, words: string, back: () => readonly Deed[]) => {
        const undoing = back();

        putAway(id);
        tell(deed).then(
            () => toast(words, { undo: () => void undo(undoing).catch(failed) }),
            (error: unknown) => {
                bringBack(id);
                failed(error);
            });
    };

    /* A block ends a follow, and unblocking does not restore it. */
    const wasFollowed = () => client.cache.readFragment({
        id: client.cache.identify({ __typename: 'User', id }), fragment: PostStandingFragmentDoc, fragmentName: 'PostStanding',
    })?.relationship?.following;

    return {
        mute: () => avoid(PostMuteDocument, t('posts.muted', { name: username }), () => [PostUnmuteDocument]),
        block: () => avoid(PostBlockDocument, t('posts.blocked', { name: username }),
            () => wasFollowed() ? [PostUnblockDocument, PostFollowDocument] : [PostUnblockDocument]),
    };
}
