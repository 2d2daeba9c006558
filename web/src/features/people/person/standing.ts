/* How the viewer stands to somebody, as the cache knows it: wherever it changes, every row and button of that person changes. */
import type { ApolloClient } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { PersonStandingFragmentDoc, type PersonStandingFragment } from '../../../generated/features/people/person/People';

type Relationship = NonNullable<PersonStandingFragment['relationship']>;

const NONE: Relationship = {
    __typename: 'Relationship', following: false, followedBy: false, requested: false, blocking: false, muting: false,
};

const standing = { fragment: PersonStandingFragmentDoc, fragmentName: 'PersonStanding' };

export function useStanding(id: string): Relationship {
    const { data, complete } = useFragment({ ...standing, from: { __typename: 'User', id } });

    return complete ? data.relationship ?? NONE : NONE;
}

export const standingNow = (client: ApolloClient, id: string): PersonStandingFragment | null =>
    client.cache.readFragment({ ...standing, id: client.cache.identify({ __typename: 'User', id }) });

/** How it will be once they are followed, or not any more, as long as the server has not said so. A request is known by its answer. */
export function withFollow(stood: PersonStandingFragment, on: boolean): PersonStandingFragment {
    const was = stood.relationship ?? NONE;

    return {
        ...stood,
        followerCount: stood.followerCount + Number(on) - Number(was.following),
        relationship: { ...was, following: on, requested: false },
    };
}

/** The home feed has other posts now. Who reads it keeps what they read. */
export function forgetFeed({ cache }: ApolloClient): void {
    if (location.pathname !== '/')
        cache.evict({ id: 'ROOT_QUERY', fieldName: 'feed' });
}
