import { useApolloClient } from '@apollo/client/react';
import { useFailure } from '../../../app/failure';
import { isolated, nameOf } from '../../../data/names';
import { useText } from '../../../data/text';
import { toast } from '../../../design';
import {
    FollowPersonDocument, UnfollowPersonDocument, type PersonStandingFragment,
} from '../../../generated/features/people/person/People';
import { type Named } from './names';
import { forgetFeed, standingNow, withFollow } from './standing';

/** Follows somebody, or stops: seen at once, and undone in the toast. */
export function useFollow(person: Named) {
    const client = useApolloClient();
    const failed = useFailure();
    const t = useText();
    const { id } = person, name = isolated(nameOf(person));

    const set = async (on: boolean): Promise<PersonStandingFragment | undefined> => {
        const stood = standingNow(client, id), variables = { userId: id };
        const user = stood && withFollow(stood, on);
        const done = on
            ? (await client.mutate({
                mutation: FollowPersonDocument, variables,
                optimisticResponse: user ? { follow: { __typename: 'FollowPayload', user } } : undefined,
            })).data?.follow
            : (await client.mutate({
                mutation: UnfollowPersonDocument, variables,
                optimisticResponse: user ? { unfollow: { __typename: 'UnfollowPayload', user } } : undefined,
            })).data?.unfollow;

        forgetFeed(client);
        return done?.user;
    };
    const undo = (on: boolean) => ({ undo: () => void set(on).catch(failed) });

    return {
        follow: () => void set(true).then(user => toast(
            t(user?.relationship?.requested ? 'people.nowRequested' : 'people.nowFollowing', { name }), undo(false)), failed),
        unfollow: (wasRequest: boolean) => void set(false).then(() => toast(
            t(wasRequest ? 'people.nowWithdrawn' : 'people.nowUnfollowed', { name }), undo(true)), failed),
    };
}
