import { expect, test } from 'vitest';
import { pinnedFirst } from './order';

const post = (id: string, pinned = false) => ({ id, pinned });
const ids = (posts: readonly { id: string }[]) => posts.map(({ id }) => id).join(' ');

test('pinned posts stand first and once', () => {
    expect(ids(pinnedFirst([post('3', true), post('1', true)], [post('4'), post('3', true), post('2'), post('1', true)]))).toBe('3 1 4 2');
});

test('a post that was just pinned comes before those that were', () => {
    expect(ids(pinnedFirst([post('1', true)], [post('3'), post('2', true), post('1', true)]))).toBe('2 1 3');
});

test('a post that was taken off goes back to its place', () => {
    expect(ids(pinnedFirst([post('1', false)], [post('3'), post('1', false), post('0')]))).toBe('3 1 0');
});

test('a pinned post that is older than the page stands first all the same', () => {
    expect(ids(pinnedFirst([post('1', true)], [post('9'), post('8')]))).toBe('1 9 8');
});
