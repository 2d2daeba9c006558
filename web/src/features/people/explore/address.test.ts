import { expect, test } from 'vitest';
import { addressOf, askedOf } from './address';

test('what is searched and where comes out of the address as it went in', () => {
    for (const asked of [{ q: '', tab: 'posts' }, { q: 'tea & #شاي', tab: 'people' }, { q: 'ada', tab: 'tags' }] as const)
        expect(askedOf(new URL(addressOf(asked), 'https://example.org').search)).toEqual(asked);
});

test('the first tab and no words are the plain address', () => {
    expect(addressOf({ q: '', tab: 'posts' })).toBe('/explore');
});

test('a tab that is none is the first', () => {
    expect(askedOf('?tab=money&q=%20tea%20')).toEqual({ q: 'tea', tab: 'posts' });
});
