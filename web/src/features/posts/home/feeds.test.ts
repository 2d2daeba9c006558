import { describe, expect, test } from 'vitest';
import { addressOf, feedOf } from './feeds';

describe('the feed in an address', () => {
    test('is the people one follows where none is named, or an unknown one', () => {
        for (const search of ['', '?feed=', '?feed=cake', '?feed=list:', '?feed=list:x', '?feed=tag:'])
            expect(feedOf(search)).toEqual({ id: 'following', kind: 'following' });
    });

    test('is named in full', () => {
        expect(feedOf('?feed=ranked')).toEqual({ id: 'ranked', kind: 'ranked' });
        expect(feedOf('?feed=list:7')).toEqual({ id: 'list:7', kind: 'list', listId: '7' });
        expect(feedOf('?feed=tag:a:b')).toEqual({ id: 'tag:a:b', kind: 'tag', name: 'a:b' });
    });

    test('comes back from its address', () => {
        for (const id of ['following', 'ranked', 'list:7', 'tag:tea', 'tag:شاي', 'tag:a&b'])
            expect(feedOf(addressOf(id).slice(1)).id).toBe(id);
    });
});
