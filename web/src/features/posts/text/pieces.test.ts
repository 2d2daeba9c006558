import { describe, expect, test } from 'vitest';
import { mayExceed, piecesOf, shownAddress, withShownAddresses } from './pieces';

const none = { mentions: [], tags: [], links: [] };

describe('the pieces of a text', () => {
    test('plain words are one piece', () => {
        expect(piecesOf('Hello', none)).toEqual([{ kind: 'text', text: 'Hello' }]);
        expect(piecesOf('', none)).toEqual([]);
    });

    test('mentions, tags and links stand in the order of the text', () => {
        const content = 'Hi @ada, see https://kith.example/a #Tea';
        const pieces = piecesOf(content, {
            links: [{ url: 'https://kith.example/a', start: 13, end: 35 }],
            tags: [{ text: 'Tea', start: 36, end: 40 }],
            mentions: [{ username: 'ada', start: 3, end: 7 }],
        });
        expect(pieces).toEqual([
            { kind: 'text', text: 'Hi ' }, { kind: 'mention', text: '@ada', to: '/@ada' }, { kind: 'text', text: ', see ' },
            { kind: 'link', text: 'https://kith.example/a', to: 'https://kith.example/a' }, { kind: 'text', text: ' ' },
            { kind: 'tag', text: '#Tea', to: '/tag/Tea' },
        ]);
    });

    test('offsets count code points, not units of UTF-16', () => {
        const pieces = piecesOf('😀😀 @ada 🫖 #tea', {
            ...none, mentions: [{ username: 'ada', start: 3, end: 7 }], tags: [{ text: 'tea', start: 10, end: 14 }],
        });
        expect(pieces.map(({ text }) => text)).toEqual(['😀😀 ', '@ada', ' 🫖 ', '#tea']);
    });

    test('a tag of any script leads to its page', () => {
        expect(piecesOf('#شاي', { ...none, tags: [{ text: 'شاي', start: 0, end: 4 }] }))
            .toEqual([{ kind: 'tag', text: '#شاي', to: `/tag/${encodeURIComponent('شاي')}` }]);
    });

    test('what is no web address stays words', () => {
        expect(piecesOf('x', { ...none, links: [{ url: 'javascript:alert(1)', start: 0, end: 1 }] })).toEqual([{ kind: 'text', text: 'x' }]);
    });

    test('what does not fit the text, or overlaps, stays words', () => {
        const pieces = piecesOf('short #tea', {
            ...none, mentions: [{ username: 'ada', start: 8, end: 40 }],
            tags: [{ text: 'tea', start: 6, end: 10 }, { text: 'ea', start: 7, end: 10 }, { text: 'x', start: 3, end: 3 }],
        });
        expect(pieces.map(({ kind }) => kind)).toEqual(['text', 'tag']);
        expect(pieces.map(({ text }) => text).join('')).toBe('short #tea');
    });

    test('nothing of the text is ever lost', () => {
        const content = 'a\u202eb <img src=x onerror=alert(1)> \u0000 @ada';
        const made = piecesOf(content, { ...none, mentions: [{ username: 'ada', start: 37, end: 41 }] });
        expect(made.map(({ text }) => text).join('')).toBe(content);
    });
});

describe('an address as people read it', () => {
    test('is without scheme, www and last slash', () => {
        expect(shownAddress('https://www.kith.example/')).toBe('kith.example');
        expect(shownAddress('HTTP://kith.example/a/b')).toBe('kith.example/a/b');
    });

    test('is shortened at its end', () => {
        const shown = shownAddress(`https://kith.example/${'a'.repeat(100)}`);
        expect(shown).toHaveLength(42);
        expect(shown.endsWith('\u2026')).toBe(true);
    });
});

describe('a text without links', () => {
    test('has its addresses as people read them', () => {
        expect(withShownAddresses('See https://www.kith.example/ and HTTP://a.example/b.')).toBe('See kith.example and a.example/b.');
    });
});

describe('whether a text can be too long', () => {
    test('many short lines, or one long one', () => {
        expect(mayExceed('a\n'.repeat(12), 12)).toBe(true);
        expect(mayExceed('a'.repeat(289), 12)).toBe(true);
        expect(mayExceed('a few words', 12)).toBe(false);
        expect(mayExceed('\ufdfd'.repeat(13), 12)).toBe(true);
    });
});
