import { describe, expect, test } from 'vitest';
import { aPost } from '../testing';
import { reacted } from './reactions';

describe('a reaction before its answer', () => {
    test('counts one more, and one less when it is taken back', () => {
        expect(reacted(aPost({ likeCount: 3 }), 'LIKE', true)).toMatchObject({ liked: true, likeCount: 4 });
        expect(reacted(aPost({ likeCount: 3, liked: true }), 'LIKE', false)).toMatchObject({ liked: false, likeCount: 2 });
    });

    test('changes nothing where it stands already', () => {
        expect(reacted(aPost({ saveCount: 3, saved: true }), 'SAVE', true)).toMatchObject({ saved: true, saveCount: 3 });
    });

    test('is never less than none', () => {
        expect(reacted(aPost({ boosted: true, boostCount: 0 }), 'BOOST', false)).toMatchObject({ boosted: false, boostCount: 0 });
    });

    test('leaves the others as they are', () => {
        expect(reacted(aPost({ likeCount: 3, boostCount: 2, saveCount: 1 }), 'BOOST', true))
            .toMatchObject({ likeCount: 3, boostCount: 3, saveCount: 1, liked: false, saved: false });
    });
});
