import { expect, test } from 'vitest';
import { aPerson } from '../testing';
import { withFollow } from './standing';

test('who is followed has one follower more', () => {
    expect(withFollow(aPerson('ada'), true)).toMatchObject({ followerCount: 4, relationship: { following: true } });
});

test('who is not followed any more has one less', () => {
    expect(withFollow(aPerson('ada', { following: true }), false)).toMatchObject({ followerCount: 2, relationship: { following: false } });
});

test('a request that is withdrawn was no follower', () => {
    expect(withFollow(aPerson('ada', { requested: true }), false)).toMatchObject({ followerCount: 3, relationship: { requested: false } });
});

test('what else is known of them stays', () => {
    const person = aPerson('ada', { followedBy: true, muting: true });

    expect(withFollow(person, true).relationship).toMatchObject({ followedBy: true, muting: true });
});
