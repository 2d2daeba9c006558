import { describe, expect, test } from 'vitest';
import { emojiNamed } from './emoji';
import { wordAt } from './word';

const at = (text: string) => wordAt(text, text.length);

describe('the word at the caret', () => {
    test('is a mention, a tag or an emoji', () => {
        expect(at('Hello @ad')).toEqual({ sign: '@', typed: 'ad', from: 6, to: 9 });
        expect(at('#Café')).toEqual({ sign: '#', typed: 'Café', from: 0, to: 5 });
        expect(at('(:hea')).toEqual({ sign: ':', typed: 'hea', from: 1, to: 5 });
    });

    test('is not yet one after the sign alone', () => {
        expect(at('@')).toBeNull();
        expect(at('at 10:3')).toBeNull();
        expect(at(':h')).toBeNull();
    });

    test('is none within an address', () => {
        expect(at('ada@exam')).toBeNull();
        expect(at('https://example.org/#par')).toBeNull();
    });

    test('ends at the caret', () => {
        expect(wordAt('@ada and', 3)).toEqual({ sign: '@', typed: 'ad', from: 0, to: 3 });
        expect(at('@ada and')).toBeNull();
    });
});

describe('names of emoji', () => {
    test('are found by their beginnings first, then by any word', () => {
        const names = emojiNamed('hea').map(({ name }) => name);
        expect(names[0]).toBe('heart');
        expect(emojiNamed('eyes').map(({ emoji }) => emoji)).toContain('👀');
        expect(emojiNamed('zzz')).toEqual([]);
    });

    test('are at most as many as wanted', () => {
        expect(emojiNamed('a', 4)).toHaveLength(4);
    });
});
