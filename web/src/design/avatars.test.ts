import { expect, test } from 'vitest';
import { hueOf, initialsOf } from './avatars';

test('initials are one letter of each of two words', () => {
    expect(initialsOf('Ada Lovelace')).toBe('AL');
    expect(initialsOf('ada_lovelace')).toBe('AL');
});

test('initials of one word are its first two letters', () => {
    expect(initialsOf('ada')).toBe('AD');
});

test('initials of letters beyond the first plane stay whole', () => {
    expect(initialsOf('𝒜da')).toBe('𝒜D');
});

test('a name of signs alone has no initials', () => {
    expect(initialsOf('🙂 \u200f')).toBe('');
});

test('a hue is always the same for an id', () => {
    expect(hueOf('018f-a')).toBe(hueOf('018f-a'));
});

test('hues are spread over ids', () => {
    const seen = new Set(Array.from({ length: 100 }, (_, n) => hueOf(`id-${n}`)));

    expect(seen.size).toBe(8);
});
