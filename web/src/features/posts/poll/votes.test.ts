import { describe, expect, test } from 'vitest';
import type { PostPollFragment } from '../../../generated/features/posts/poll/PostPoll';
import { chosen, sharesOf, stateOf, voted } from './votes';

const aPoll = (parts: Partial<PostPollFragment> = {}): PostPollFragment => ({
    __typename: 'Poll', multiple: false, results: 'ALWAYS', voterCount: 4, expiresAt: '2026-12-01T00:00:00Z', ended: false, voted: false, ownVotes: [],
    options: [{ __typename: 'PollOption', text: 'Tea', voteCount: 3 }, { __typename: 'PollOption', text: 'Coffee', voteCount: 1 }], ...parts,
});
const unknown = aPoll({
    results: 'VOTED', voterCount: null, options: aPoll().options.map(option => ({ ...option, voteCount: null })),
});
const before = Date.parse('2026-11-30T00:00:00Z');

describe('shares', () => {
    test('are parts of those who voted', () => {
        expect(sharesOf(aPoll())).toEqual([0.75, 0.25]);
    });

    test('are none while nobody has', () => {
        expect(sharesOf(aPoll({ voterCount: 0, options: aPoll().options.map(option => ({ ...option, voteCount: 0 })) }))).toEqual([0, 0]);
    });

    test('are unknown where they are not shown', () => {
        expect(sharesOf(unknown)).toEqual([null, null]);
    });
});

describe('a poll', () => {
    test('is open until one has voted or it is over', () => {
        expect(stateOf(aPoll(), before)).toBe('open');
        expect(stateOf(aPoll({ voted: true }), before)).toBe('closed');
        expect(stateOf(aPoll({ ended: true }), before)).toBe('closed');
        expect(stateOf(aPoll(), Date.parse('2026-12-01T00:00:00Z'))).toBe('closed');
    });

    test('counts one more after a vote', () => {
        expect(voted(aPoll(), [1])).toMatchObject({ voted: true, ownVotes: [1], voterCount: 5, options: [{ voteCount: 3 }, { voteCount: 2 }] });
    });

    test('invents no numbers that were not shown', () => {
        expect(voted(unknown, [1])).toMatchObject({ voted: true, voterCount: null, options: [{ voteCount: null }, { voteCount: null }] });
    });
});

describe('choosing', () => {
    test('one of a few replaces the one before', () => {
        expect(chosen([0], 1, false)).toEqual([1]);
    });

    test('several go on and off, in the order of the options', () => {
        expect(chosen([2], 0, true)).toEqual([0, 2]);
        expect(chosen([0, 2], 2, true)).toEqual([0]);
    });
});
