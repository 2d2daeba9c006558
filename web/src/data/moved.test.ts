import { expect, test } from 'vitest';
import { moved } from './moved';

test.each([
    ['b', -1, 'bac'], ['b', 1, 'acb'], ['a', 2, 'bca'], ['a', -1, 'abc'], ['c', 1, 'abc'], ['x', 1, 'abc'],
] as const)('%s moved by %i: %s', (one, by, after) => {
    expect(moved(['a', 'b', 'c'], one, by).join('')).toBe(after);
});
