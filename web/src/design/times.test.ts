import { expect, test } from 'vitest';
import { shortTime } from './times';

const now = new Date(2026, 5, 15, 12, 0);
const ago = (ms: number) => new Date(now.getTime() - ms);

test('what is less than a minute old is just now', () => {
    expect(shortTime('en', ago(59_000), now)).toBeNull();
});

test('a clock that is ahead is just now', () => {
    expect(shortTime('en', ago(-5_000), now)).toBeNull();
});

test('minutes, hours and days are as short as the language has them', () => {
    expect(shortTime('en', ago(5 * 60_000), now)).toBe('5m');
    expect(shortTime('en', ago(3 * 3_600_000), now)).toBe('3h');
    expect(shortTime('en', ago(2 * 86_400_000), now)).toBe('2d');
    expect(shortTime('de', ago(5 * 60_000), now)).toContain('5');
});

test('after a week it is the day, with the year only if it is another one', () => {
    expect(shortTime('en', new Date(2026, 2, 12), now)).toBe('Mar 12');
    expect(shortTime('en', new Date(2025, 2, 12), now)).toContain('2025');
});
