import { describe, expect, test } from 'vitest';
import { apart, readAgain } from './again';
import { rowsOf } from './rows';
import { aComment } from './testing';
import { emptyTree, withPage, type Tree } from './tree';

const LATER = '2026-11-30T10:00:00Z';
const shown = (tree: Tree) => rowsOf(tree, new Set()).map(({ id, level }) => `${id}${level}`).join(' ');
const known = () => withPage(withPage(emptyTree, null, [aComment('a', { replies: [aComment('x')], replies_next: 'after-x' }), aComment('b')], 'after-b'),
    null, [aComment('c'), aComment('d')], 'after-d');

describe('a tree that is read again', () => {
    test('keeps what is further down, and where that goes on', () => {
        const tree = readAgain(known(), [aComment('a', { like_count: 7, replies_next: 'after-x', reply_count: 1 }), aComment('b')], 'after-b', 'new');
        expect(shown(tree)).toBe('a1 x2 b1 c1 d1');
        expect(tree.branches.get('a')!.said.like_count).toBe(7);
        expect([tree.next, tree.branches.get('a')!.next]).toEqual(['after-d', 'after-x']);
    });

    test('loses what is not there any longer', () => {
        expect(shown(readAgain(known(), [aComment('b'), aComment('c')], 'after-c', 'new'))).toBe('b1 c1 d1');
        expect(shown(readAgain(known(), [aComment('a')], null, 'new'))).toBe('a1');
    });

    test('takes nothing for gone that may have changed places', () => {
        expect(shown(readAgain(known(), [aComment('b'), aComment('d')], 'after-d', 'top'))).toBe('b1 d1 a1 x2 c1');
    });

    test('begins again where nothing is left of it', () => {
        const tree = readAgain(known(), [aComment('n'), aComment('o')], 'after-o', 'new');
        expect([shown(tree), tree.next]).toEqual(['n1 o1', 'after-o']);
    });

    test('has what was written since apart, whatever it answers', () => {
        const { comments, news } = apart(known(), [
            aComment('n', { created_at: LATER, replies: [aComment('m', { created_at: LATER })] }), aComment('a', { replies: [aComment('o', { created_at: LATER }), aComment('x')] }),
            aComment('older'),
        ]);
        expect(news).toEqual(['n', 'm', 'o']);
        expect(shown(readAgain(known(), comments, 'next', 'new'))).toBe('a1 x2 older1 b1 c1 d1');
    });
});
