import { expect, it } from 'vitest';
import { calmed, type Place } from './calm';

const posts = (ids: string) => [...ids].map(id => ({ id }));
const rows = (ids: string): Place<{ id: string }>[] => posts(ids).map(post => ({ id: post.id, post, gone: false }));
const told = (all: readonly Place<{ id: string }>[]) => all.map(({ id, gone }) => gone ? `(${id})` : id).join('');
const never = () => false;

it.each([
    ['abcd', 'abcd', 'abcd'],
    ['abcd', 'abd', 'ab(c)d'],
    ['abcd', 'bcd', '(a)bcd'],
    ['abcd', 'xyacdef', 'xya(b)cdef'],
    ['abcd', 'xbcd', 'x(a)bcd'],
    ['abcd', 'ad', 'a(b)(c)d'],
    ['abcdefgh', 'abc', 'abc'],
    ['abcd', 'wxyz', 'wxyz'],
    ['', 'ab', 'ab'],
])('%s, then %s, stands as %s', (before, now, stands) => {
    expect(told(calmed(rows(before), posts(now), never))).toBe(stands);
});

it('a place that was left stays, and what the reader put away goes at once', () => {
    const once = calmed(rows('abcd'), posts('abd'), never);

    expect(told(calmed(once, posts('xabd'), never))).toBe('xab(c)d');
    expect(told(calmed(rows('abcd'), posts('abd'), ({ id }) => id === 'c'))).toBe('abd');
});
