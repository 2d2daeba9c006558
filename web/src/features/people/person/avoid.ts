import { useApolloClient } from '@apollo/client/react';
import { useFailure } from '../../../app/failure';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { toast } from '../../../design';
import {
    BlockPersonDocument, FollowPersonDocument, MutePersonDocument, UnblockPersonDocument, UnmutePersonDocument,
} from '../../../generated/features/people/person/People';
import { type Named } from './names';
import { forgetFeed, standingNow } from './standing';

type Deed = typeof MutePersonDocument | typeof UnmutePersonDocument | typeof BlockPersonDocument | typeof UnblockPersonDocument
    | typeof FollowPersonDocument;

/** Keeps somebody away, or lets them come near again. Each is undone in the toast. `onDone`: after each, and after it was undone. */
export function useAvoid({ id, username }: Named, onDone?: () => void) {
    const client = useApolloClient();
    const failed = useFailure();
    const t = useText();
    const name = isolated(`@${username}`);

    const tell = async (deeds: readonly Deed[]) => {
        for (const deed of deeds)
            await client.mutate({ mutation: deed as typeof MutePersonDocument, variables: { userId: id } });
        for (const fieldName of ['blocks', 'mutes'])
            client.cache.evict({ id: 'ROOT_QUERY', fieldName });
        /* What was left out while a block stood is there again. */
        for (const fieldName of ['posts', 'pinnedPosts', 'comments'])
            client.cache.evict({ id: client.cache.identify({ __typename: 'User', id }), fieldName });
        forgetFeed(client);
        onDone?.();
    };
    const change = (deed: Deed, words: string, back: readonly Deed[]) => void tell([deed]).then(
        () => toast(words, { undo: () => void tell(back).catch(failed) }), failed);

    return {
        mute: () => change(MutePersonDocument, t('people.nowMuted', { name }), [UnmutePersonDocument]),
        unmute: () => change(UnmutePersonDocument, t('people.nowUnmuted', { name }), [MutePersonDocument]),
        /* A block ends a follow, and unblocking does not restore it. */
        block: () => change(BlockPersonDocument, t('people.nowBlocked', { name }),
            standingNow(client, id)?.relationship?.following ? [UnblockPersonDocument, FollowPersonDocument] : [UnblockPersonDocument]),
        unblock: () => change(UnblockPersonDocument, t('people.nowUnblocked', { name }), [BlockPersonDocument]),
    };
}
