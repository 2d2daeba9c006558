/*
 * Whom the viewer may want to follow: those whom the people follow that they follow. Read once in a while, for all places that show
 * some.
 */
import { useEffect } from 'react';
import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { create } from 'zustand';
import { rest } from '../../../data/rest';
import { useViewer } from '../../../data/viewer';
import { PersonRowFragmentDoc, type PersonRowFragment } from '../../../generated/features/people/person/People';

export interface Profile {
    user_id: string;
    username: string;
    display_name: string | null;
    avatar_url: string | null;
    bio: string | null;
    follower_count: number;
    relationship?: { following: boolean; followed_by: boolean; requested: boolean; blocking: boolean; muting: boolean };
}

const MOST = 20, STANDS_MS = 10 * 60_000;

const useStore = create<{ people: readonly PersonRowFragment[] | null }>(() => ({ people: null }));

const NOBODY: readonly PersonRowFragment[] = [];
let at = 0;

/** Of REST, as GraphQL has it. */
export function personOf(profile: Profile): PersonRowFragment {
    const { user_id, username, display_name, avatar_url, bio, follower_count, relationship: has } = profile;

    return {
        __typename: 'User', id: user_id, username, displayName: display_name, avatarUrl: avatar_url, bio, followerCount: follower_count,
        relationship: has ? {
            __typename: 'Relationship', following: has.following, followedBy: has.followed_by, requested: has.requested,
            blocking: has.blocking, muting: has.muting,
        } : null,
    };
}

async function load({ cache }: ApolloClient): Promise<void> {
    if (Date.now() - at < STANDS_MS)
        return;
    at = Date.now();
    const answer = await rest.get<Profile[]>('/users/suggestions', { query: { limit: MOST } });
    const people = answer.ok ? answer.data.map(personOf) : [];

    if (!answer.ok)
        at = 0;
    for (const data of people)
        cache.writeFragment({ id: cache.identify(data), fragment: PersonRowFragmentDoc, fragmentName: 'PersonRow', data });
    useStore.setState({ people });
}

/** Null: not here yet. */
export function useSuggestions(): readonly PersonRowFragment[] | null {
    const client = useApolloClient();
    const viewer = useViewer();

    useEffect(() => void (viewer && load(client)), [client, viewer]);
    return useStore(({ people }) => viewer ? people : NOBODY);
}
