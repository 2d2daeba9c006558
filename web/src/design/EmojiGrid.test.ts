import { expect, it } from 'vitest';
import { stepped } from './EmojiGrid';
import { MORE, QUICK } from './emoji';

const last = QUICK.length + MORE.length - 1;

it.each([
    [0, 'ArrowRight', 1], [0, 'ArrowLeft', 0], [3, 'ArrowDown', 11], [11, 'ArrowUp', 3], [3, 'ArrowUp', 3], [20, 'Home', 0],
    [20, 'End', last], [last, 'ArrowRight', last], [last, 'ArrowDown', last],
])('from %i %s leads to %i', (from, key, to) => {
    expect(stepped(from, key, false)).toBe(to);
});

it('from right to left the arrows lead where they point', () => {
    expect([stepped(5, 'ArrowLeft', true), stepped(5, 'ArrowRight', true), stepped(5, 'ArrowDown', true)]).toEqual([6, 4, 13]);
});
