import { expect, test } from 'vitest';
import { nothing, storyOf, TEXT_MOST, wrongOf } from './story';

test('a story has a picture or says something', () => {
    expect(wrongOf({ text: '  ', media: [] })).toBe('empty');
    expect(wrongOf({ text: '', media: ['k'] })).toBe(null);
    expect(wrongOf({ text: '\u{1f600}'.repeat(TEXT_MOST), media: [] })).toBe(null);
    expect(wrongOf({ text: 'a'.repeat(TEXT_MOST + 1), media: [] })).toBe('long');
});

test('a ground is a text\'s alone', () => {
    expect(storyOf({ ...nothing, text: ' Hello ' }, undefined)).toEqual({ text: 'Hello', background: nothing.background, audience: 'followers', replies: true });
    expect(storyOf({ ...nothing, audience: 'close_friends', replies: false }, '7')).toEqual({ media_id: '7', audience: 'close_friends', replies: false });
});
