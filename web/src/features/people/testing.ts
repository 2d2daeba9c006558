/* Made-up people for tests. */
import type { PersonRowFragment } from '../../generated/features/people/person/People';

type Relationship = NonNullable<PersonRowFragment['relationship']>;

export function aPerson(username: string, parts: Partial<Relationship> = {}): PersonRowFragment {
    return {
        __typename: 'User', id: `of-${username}`, username, displayName: null, avatarUrl: null, bio: null, followerCount: 3,
        relationship: {
            __typename: 'Relationship', following: false, followedBy: false, requested: false, blocking: false, muting: false, ...parts,
        },
    };
}
