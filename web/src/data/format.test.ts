import { expect, test } from 'vitest';
import { formatBadge, formatCount, formatNumber, formatTime } from './format';

const now = Date.parse('2026-11-30T12:00:00');
const ago = (seconds: number) => new Date(now - seconds * 1000);

test('counts are short, and their language writes them', () => {
    expect(formatCount('en', 999)).toBe('999');
    expect(formatCount('en', 12_345)).toBe('12.3K');
    expect(formatNumber('de', 12_345)).toBe('12.345');
    expect(formatCount('de', 1_200_000)).toMatch(/^1,2\sMio\.$/);
});

test('a badge stops at 99', () => {
    expect(formatBadge('en', 99)).toBe('99');
    expect(formatBadge('en', 100)).toBe('99+');
});

test('an age is told in the unit that fits, and after a week by the day', () => {
    expect(formatTime('en', ago(20), 'relative', now)).toBe('now');
    expect(formatTime('en', ago(59 * 60), 'relative', now)).toBe('59 minutes ago');
    expect(formatTime('en', ago(7200), 'relative', now)).toBe('2 hours ago');
    expect(formatTime('en', ago(86400), 'relative', now)).toBe('yesterday');
    expect(formatTime('de', ago(3 * 86400), 'relative', now)).toBe('vor 3 Tagen');
    expect(formatTime('en', ago(10 * 86400), 'short', now)).toBe('Nov 20');
    expect(formatTime('en', ago(400 * 86400), 'short', now)).toBe('Oct 26, 2025');
});

test('what comes from a clock that is ahead is not in the past', () => {
    expect(formatTime('en', ago(-300), 'relative', now)).toBe('in 5 minutes');
});

test('times of messages and days between them', () => {
    expect(formatTime('de', '2026-11-30T14:05:00', 'clock', now)).toBe('14:05');
    expect(formatTime('en', '2026-03-02T14:05:00', 'day', now)).toBe('Monday, March 2');
    expect(formatTime('en', '2025-03-03T14:05:00', 'day', now)).toBe('Monday, March 3, 2025');
});
