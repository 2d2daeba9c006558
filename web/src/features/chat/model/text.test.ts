import { describe, expect, it } from 'vitest';
import { isEmojiOnly, partsOf } from './text';

describe('the parts of a text', () => {
    it('count characters as the server does', () => {
        expect(partsOf('🎉 hi @bob, all', [{ user_id: '2', username: 'bob', start: 5, end: 9 }])).toEqual([
            { kind: 'words', text: '🎉 hi ' }, { kind: 'person', text: '@bob', username: 'bob' }, { kind: 'words', text: ', all' },
        ]);
    });

    it('have links without what ends the sentence', () => {
        expect(partsOf('see https://kith.example/a?b=c. Or (http://x.example)', []).filter(one => one.kind === 'link').map(one => one.text))
            .toEqual(['https://kith.example/a?b=c', 'http://x.example']);
    });

    it('take no longer for what looks like the end of a sentence again and again', () => {
        const words = `https://x.example/${')'.repeat(100_000)}x`;

        expect(partsOf(words, [])).toEqual([{ kind: 'link', text: words }]);
    });

    it('link nothing but the web', () => {
        expect(partsOf('javascript:alert(1) data:text/html,x',
            [])).toEqual([{ kind: 'words', text: 'javascript:alert(1) data:text/html,x' }]);
    });
});

it.each([['👍', true], ['👩‍👩‍👧 🎉', true], ['❤️', true], ['ok 👍', false], ['12', false]])('%s is of emoji only: %s', (text, is) => {
    expect(isEmojiOnly(text)).toBe(is);
});
