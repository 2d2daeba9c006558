import { expect, test } from 'vitest';
import { isStale, mayBeStale } from './stale';

const END = '2026-11-30T12:00:00Z', AT = Date.parse(END);

test('addresses work until their end, or for good', () => {
    expect([AT - 1, AT].map(now => isStale({ urlExpiresAt: END }, now))).toEqual([false, true]);
    expect(isStale({ urlExpiresAt: null }, AT)).toBe(false);
});

test('what did not load is asked for when its time is over, however often', () => {
    expect([1, 2, 3].map(() => mayBeStale({ id: 'over', urlExpiresAt: END }, AT))).toEqual([true, true, true]);
    expect(mayBeStale({ id: 'plain', urlExpiresAt: null }, AT)).toBe(false);
});

test('and once in a while where only the server\'s clock says so', () => {
    expect([0, 1000, 59_999, 60_000].map(ms => mayBeStale({ id: 'early', urlExpiresAt: END }, AT - 600_000 + ms))).toEqual([true, false, false, true]);
    expect(mayBeStale({ id: 'other', urlExpiresAt: END }, AT - 600_000)).toBe(true);
});
