import { describe, expect, test } from 'vitest';
import { rowsOf } from './rows';
import { aComment } from './testing';
import { changed, emptyTree, grafted, parentsOf, withComment, withPage, without } from './tree';

const NONE = new Set<string>();
const talk = () => aComment('a', { replies: [aComment('b', { replies: [aComment('c')] })], replies_next: 'after-b' });
const page = () => withPage(emptyTree, null, [talk(), aComment('d')], 'after-d');
const shown = (tree = page(), folded: ReadonlySet<string> = NONE) => rowsOf(tree, folded).map(({ id, level }) => `${id}${level}`).join(' ');

describe('a tree of comments', () => {
    test('is read from pages', () => {
        expect(shown()).toBe('a1 b2 c3 d1');
        expect(shown(withPage(page(), null, [aComment('e')], null))).toBe('a1 b2 c3 d1 e1');
        expect(shown(withPage(page(), 'a', [aComment('f', { parent_comment_id: 'a' })], null))).toBe('a1 b2 c3 f2 d1');
    });

    test('has nothing twice where pages overlap', () => {
        expect(shown(withPage(page(), null, [aComment('d'), aComment('e')], null))).toBe('a1 b2 c3 d1 e1');
    });

    test('keeps what is known when a page has less', () => {
        expect(shown(withPage(page(), null, [aComment('a', { reply_count: 1, replies_next: 'from-b' })], null))).toBe('a1 b2 c3 d1');
    });

    test('takes a new one where its order wants it', () => {
        expect(shown(withComment(page(), aComment('n'), 'new'))).toBe('n1 a1 b2 c3 d1');
        expect(shown(withComment(page(), aComment('n'), 'old'))).toBe('a1 b2 c3 d1 n1');
        const replied = withComment(page(), aComment('n', { parent_comment_id: 'b' }), 'new');
        expect(shown(replied)).toBe('a1 b2 n3 c3 d1');
        expect(replied.branches.get('b')!.said.reply_count).toBe(2);
    });

    test('takes one once, and none whose place is not here', () => {
        expect(shown(withComment(page(), aComment('b'), 'new'))).toBe('a1 b2 c3 d1');
        expect(shown(withComment(page(), aComment('n', { parent_comment_id: 'z' }), 'new'))).toBe('a1 b2 c3 d1');
        expect(shown(withComment(page(), aComment('n'), 'new', 'a'))).toBe('a1 b2 c3 d1');
    });

    test('is completed by what a link means', () => {
        const chain = [aComment('x'), aComment('y', { parent_comment_id: 'x' })];
        expect(shown(grafted(page(), chain))).toBe('x1 y2 a1 b2 c3 d1');
        expect(shown(grafted(page(), [aComment('a'), aComment('y', { parent_comment_id: 'a' })]))).toBe('a1 b2 c3 y2 d1');
        expect(parentsOf(page(), 'c')).toEqual(['b', 'a']);
    });
});

describe('a comment that was deleted', () => {
    test('leaves a placeholder while it has replies', () => {
        const tree = without(page(), 'b');
        expect(shown(tree)).toBe('a1 b2 c3 d1');
        expect(tree.branches.get('b')!.said).toMatchObject({ deleted: true, author: null, content: '' });
    });

    test('is gone without any', () => {
        expect(shown(without(page(), 'd'))).toBe('a1 b2 c3');
    });

    test('takes placeholders along that have nothing below them', () => {
        const tree = withPage(emptyTree, null, [aComment('a', { replies: [aComment('b', { replies: [aComment('c')] })] })], null);
        expect(shown(without(without(tree, 'b'), 'c'))).toBe('a1');
    });

    test('is no matter where it is not here', () => {
        expect(without(page(), 'z')).toEqual(page());
        expect(changed(page(), 'z', { liked: true })).toEqual(page());
    });
});

describe('rows', () => {
    test('leave out what is folded', () => {
        expect(shown(page(), new Set(['b']))).toBe('a1 b2 d1');
        expect(shown(page(), new Set(['a']))).toBe('a1 d1');
    });

    test('say where replies go on', () => {
        expect(rowsOf(page(), NONE).map(({ more }) => more)).toEqual([[], [], ['a'], []]);
    });

    test('count siblings once all are here', () => {
        expect(rowsOf(page(), NONE).map(({ place, size }) => [place, size])).toEqual([[1, -1], [1, -1], [1, 1], [2, -1]]);
    });

    test('end at five levels', () => {
        const deep = ['f', 'e', 'd', 'c', 'b'].reduce((reply, id) => aComment(id, { replies: [reply] }), aComment('g'));
        const rows = rowsOf(withPage(emptyTree, null, [aComment('a', { replies: [deep] })], null), NONE);
        expect(rows.map(({ id }) => id).join('')).toBe('abcde');
        expect(rows.map(({ goesOn }) => goesOn)).toEqual([false, false, false, false, true]);
        expect(rows.at(-1)!.isOpen).toBeNull();
    });

    test('are made of a hundred thousand comments in no time worth telling', () => {
        const tree = withPage(emptyTree, null, Array.from({ length: 100_000 }, (_, n) => aComment(String(n))), null);
        expect(rowsOf(tree, NONE)).toHaveLength(100_000);
    });
});
