import { describe, expect, test } from 'vitest';
import { nameOf } from '../../data/names';
import type { PostCardFragment } from '../../generated/features/posts/PostCard';
import { beginningOf, canBoost, isThere, pathOf, shapeOf } from './shape';
import { aPerson, aPost } from './testing';

const ada = aPerson('ada'), bob = aPerson('bob');
const boosted = (original: PostCardFragment) => aPost({ id: 'b', author: bob, content: '', boostOfId: original.id, boostOf: original });

describe('what a card shows', () => {
    test('is the post itself', () => {
        const post = aPost({ author: ada });
        expect(shapeOf(post)).toEqual({ shown: post, booster: null, quoted: null });
    });

    test('of a plain boost is its original, and who boosted it', () => {
        const original = aPost({ id: 'o', author: ada });
        const shape = shapeOf(boosted(original));
        expect(shape.shown).toBe(original);
        expect(shape.booster).toBe(bob);
    });

    test('of a quote is the quote, with what it quotes', () => {
        const original = aPost({ id: 'o', author: ada });
        const quote = aPost({ id: 'q', author: bob, content: 'Look', boostOfId: 'o', boostOf: original });
        expect(shapeOf(quote)).toEqual({ shown: quote, booster: null, quoted: original });
    });

    test('of a boosted quote is the quote, with what it quotes', () => {
        const quoted = aPost({ id: 'o', author: ada }), quote = aPost({ id: 'q', content: 'Look', boostOfId: 'o', boostOf: quoted });
        expect(shapeOf(boosted(quote))).toMatchObject({ shown: { id: 'q' }, booster: bob, quoted: { id: 'o' } });
    });

    test('of a quote whose original one may not see says so', () => {
        expect(shapeOf(aPost({ content: 'Look', boostOfId: 'o', boostOf: null })).quoted).toBe('gone');
    });

    test('a poll beside a boost makes a quote of it', () => {
        const poll = { __typename: 'Poll', multiple: false, results: 'ALWAYS', expiresAt: '', ended: false, voted: false, ownVotes: [], options: [] } as const;
        const post = aPost({ id: 'q', content: '', poll: { ...poll, ownVotes: [], options: [] }, boostOfId: 'o', boostOf: aPost({ id: 'o' }) });
        expect(shapeOf(post).booster).toBe(null);
    });
});

describe('what lists leave out', () => {
    const original = aPost({ id: 'o', author: ada });

    test('what was deleted, and what boosts it', () => {
        expect(isThere(original, new Set(['o']))).toBe(false);
        expect(isThere(boosted(original), new Set(['o']))).toBe(false);
        expect(isThere(original, new Set(['x']))).toBe(true);
    });

    test('all of somebody who was muted or blocked', () => {
        expect(isThere(original, new Set([ada.id]))).toBe(false);
        expect(isThere(boosted(original), new Set([ada.id]))).toBe(false);
        expect(isThere(boosted(original), new Set([bob.id]))).toBe(false);
    });

    test('not what others quote of them', () => {
        expect(isThere(aPost({ author: bob, content: 'Look', boostOfId: 'o', boostOf: original }), new Set([ada.id]))).toBe(true);
    });
});

describe('words of a card', () => {
    test('the name that is shown, or the username where that is empty', () => {
        expect(nameOf({ username: 'ada', displayName: 'Ada' })).toBe('Ada');
        expect(nameOf({ username: 'ada', displayName: '  ' })).toBe('ada');
        expect(nameOf({ username: 'ada' })).toBe('ada');
    });

    test('the page of a post', () => {
        expect(pathOf(aPost({ id: '7', author: ada }))).toBe('/@ada/7');
    });

    test('the beginning of a text is cut between characters', () => {
        expect(beginningOf(`${'😀'.repeat(81)}`)).toBe(`${'😀'.repeat(80)}\u2026`);
        expect(beginningOf(' two\n\nlines ')).toBe('two lines');
    });

    test('only what everybody may see can be boosted', () => {
        expect(['PUBLIC', 'UNLISTED', 'FOLLOWERS', 'PRIVATE'].map(visibility => canBoost(aPost({ visibility } as Partial<PostCardFragment>))))
            .toEqual([true, true, false, false]);
    });
});
