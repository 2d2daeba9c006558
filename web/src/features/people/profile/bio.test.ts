import { expect, test } from 'vitest';
import { partsOf } from './bio';

test('an address ends before the stop of its sentence', () => {
    expect(partsOf('See https://example.org/a_(b).').links).toEqual([{ url: 'https://example.org/a_(b)', start: 4, end: 29 }]);
});

test('an address in brackets leaves them alone', () => {
    expect(partsOf('(https://example.org)').links[0]?.url).toBe('https://example.org');
});

test('offsets count code points', () => {
    expect(partsOf('🙂🙂 @ada').mentions).toEqual([{ username: 'ada', start: 3, end: 7 }]);
});

test('names and tags within an address are part of it', () => {
    expect(partsOf('https://example.org/@ada#tea')).toMatchObject({ mentions: [], tags: [] });
});

test('a mail address is no mention', () => {
    expect(partsOf('ada@example.org').mentions).toEqual([]);
});

test('tags of any script are found, numbers are none', () => {
    expect(partsOf('#شاي and #2026').tags).toEqual([{ text: 'شاي', start: 0, end: 4 }]);
});

test('other schemes are plain text', () => {
    expect(partsOf('javascript:alert(1) ftp://example.org').links).toEqual([]);
});
