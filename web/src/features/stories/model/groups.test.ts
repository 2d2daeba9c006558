import { describe, expect, test } from 'vitest';
import { changed, firstUnseen, joined, nextEnd, standing, stepped, without } from './groups';
import { aGroup, aStory } from './testing';

const ada = aGroup('ada', [aStory('1', { seen: true }), aStory('2'), aStory('3')]), bob = aGroup('bob', [aStory('4'), aStory('5')]);
const groups = [ada, bob];

describe('the way through them', () => {
    test('begins at the first that was not seen', () => {
        expect(firstUnseen(ada)).toBe(1);
        expect(firstUnseen(aGroup('eve', [aStory('9', { seen: true })]))).toBe(0);
    });

    test('goes on to the next person, and back to the last of the one before', () => {
        expect(stepped(groups, { group: 0, story: 1 }, 1)).toEqual({ group: 0, story: 2 });
        expect(stepped(groups, { group: 0, story: 2 }, 1)).toEqual({ group: 1, story: 0 });
        expect(stepped(groups, { group: 1, story: 0 }, -1)).toEqual({ group: 0, story: 2 });
    });

    test('ends at both ends', () => {
        expect(stepped(groups, { group: 1, story: 1 }, 1)).toBe(null);
        expect(stepped(groups, { group: 0, story: 0 }, -1)).toBe(null);
    });
});

describe('what has ended', () => {
    const END = Date.parse('2026-11-30T12:00:00.500Z');
    const ending = aGroup('ada', [aStory('1', { expires_at: '2026-11-30T12:00:00.500Z' }), aStory('2', { expires_at: '2026-11-30T13:00:00Z' })]);

    test('is gone to the millisecond', () => {
        expect(standing([ending], END - 1)).toEqual([ending]);
        expect(standing([ending], END)[0]!.stories.map(({ id }) => id)).toEqual(['2']);
        expect(standing([ending], END + 3_600_000)).toEqual([]);
    });

    test('is known beforehand', () => {
        expect(nextEnd([ending, bob])).toBe(END);
        expect(nextEnd([])).toBe(null);
    });
});

test('one that was seen counts no more', () => {
    const [after] = changed(groups, '2', story => ({ ...story, seen: true }));
    expect(after!.unseen_count).toBe(1);
    expect(changed(groups, '2', story => story)[1]).toBe(bob);
});

test('one that was deleted is gone, and its author with the last', () => {
    expect(without(groups, '2')[0]!.stories.map(({ id }) => id)).toEqual(['1', '3']);
    expect(without([aGroup('eve', [aStory('9')])], '9')).toEqual([]);
});

test('nobody comes twice', () => {
    expect(joined([ada], [aGroup('ada', [aStory('1')]), bob])).toEqual([ada, bob]);
});
