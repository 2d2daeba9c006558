import { describe, expect, test } from 'vitest';
import type { Words } from '../../../data/text';
import { acceptOf, MESSAGE, POST, refusedWords, STORY, taken } from './accept';

const file = (name: string, type: string, size = 1) => ({ name, type, size });
const photo = file('a.jpg', 'image/jpeg'), paper = file('b.pdf', 'application/pdf'), drawing = file('c.svg', 'image/svg+xml');

describe('what is taken', () => {
    test('by a post are pictures, films and sounds', () => {
        const { files, refused } = taken([photo, file('v.webm', 'video/webm;codecs=vp9'), paper], POST, 0);
        expect(files.map(one => one.file.name)).toEqual(['a.jpg', 'v.webm']);
        expect(refused).toEqual({ many: [], kind: ['b.pdf'], empty: [] });
    });

    test('by a message is anything, as a file where the server makes nothing of it', () => {
        expect(taken([photo, paper, drawing], MESSAGE, 0).files).toEqual([{ file: photo }, { file: paper, as: 'file' }, { file: drawing, as: 'file' }]);
    });

    test('is as much as there is room for', () => {
        expect(taken(Array(9).fill(photo), POST, 0)).toMatchObject({ files: { length: 8 }, refused: { many: ['a.jpg'] } });
        expect(taken([photo], STORY, 1)).toMatchObject({ files: [], refused: { many: ['a.jpg'] } });
    });

    test('has octets', () => {
        expect(taken([file('e.png', 'image/png', 0)], POST, 0)).toMatchObject({ files: [], refused: { empty: ['e.png'] } });
    });

    test('and what is not is told, each with its reason', () => {
        const to = { language: 'en', direction: 'ltr', text: (key: string, { names }: { names: string }) => `${key} ${names}` } as unknown as Words;
        const say = (...offered: ReturnType<typeof file>[]) => refusedWords(to, taken(offered, POST, 7).refused, POST).replace(/[\u2068\u2069]/g, '');
        expect(say(photo)).toBe('');
        expect(say(photo, paper, drawing, file('e.png', 'image/png', 0), photo))
            .toBe('media.wrongKind b.pdf and c.svg media.emptyFile e.png media.tooMany a.jpg');
        expect(refusedWords(to, taken([paper], STORY, 0).refused, STORY)).toContain('media.wrongKindSeen');
    });
});

test('a file field asks for what fits', () => {
    expect(acceptOf(STORY)).toBe('image/*,video/*');
    expect(acceptOf(MESSAGE)).toBe(undefined);
});
