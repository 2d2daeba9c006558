import { expect, test } from 'vitest';
import { isStale, mayBeStale, mayFollow } from './stale';

const END = '2026-11-30T12:00:00Z', AT = Date.parse(END);

test('addresses work until their end, or for good', () => {
    expect([AT - 1, AT].map(now => isStale({ urlExpiresAt: END }, now))).toEqual([false, true]);
    expect(isStale({ urlExpiresAt: null }, AT)).toBe(false);
});

test.each([['its own', 0], ['the server\'s', -600_000]])('what is over by %s clock is asked for once in a while', (clock, from) => {
    const asked = (id: string, ms: number) => mayBeStale({ id, urlExpiresAt: END }, AT + from + ms);

    expect([0, 1000, 59_999, 60_000].map(ms => asked(clock, ms))).toEqual([true, false, false, true]);
    expect(asked(`another, by ${clock}`, 1000)).toBe(true);
});

test('what has addresses for good is not asked for', () => {
    expect(mayBeStale({ id: 'plain', urlExpiresAt: null }, AT)).toBe(false);
});

test('a link is followed while its address works, and at the second press by a clock that is ahead', () => {
    const hour = 3_600_000, file = { id: 'file', urlExpiresAt: END }, early = { id: 'early', urlExpiresAt: END };

    expect([1, 2].map(ms => mayFollow(early, AT - hour + ms))).toEqual([true, true]);
    expect([0, 2000, 3000].map(ms => mayFollow(file, AT + hour + ms))).toEqual([false, true, true]);
    expect(mayFollow({ id: 'plain', urlExpiresAt: null }, AT)).toBe(true);
});
