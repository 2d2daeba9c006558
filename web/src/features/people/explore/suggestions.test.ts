import { expect, test } from 'vitest';
import { personOf } from './suggestions';

const profile = { user_id: '7', username: 'ada', display_name: null, avatar_url: null, bio: 'Reads', follower_count: 2 };

test('a profile of REST is the same person that GraphQL has', () => {
    const relationship = { following: false, followed_by: true, requested: false, blocking: false, muting: true };

    expect(personOf({ ...profile, relationship })).toMatchObject({
        __typename: 'User', id: '7', username: 'ada', bio: 'Reads', followerCount: 2, relationship: { followedBy: true, muting: true },
    });
});

test('who looks without signing in stands in no relation', () => {
    expect(personOf(profile).relationship).toBeNull();
});
