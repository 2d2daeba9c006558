import { describe, expect, test } from 'vitest';
import { acceptOf, MESSAGE, POST, STORY, taken } from './accept';

const file = (name: string, type: string, size = 1) => ({ name, type, size });
const photo = file('a.jpg', 'image/jpeg'), paper = file('b.pdf', 'application/pdf'), drawing = file('c.svg', 'image/svg+xml');

describe('what is taken', () => {
    test('by a post are pictures, films and sounds', () => {
        const { files, refused } = taken([photo, file('v.webm', 'video/webm;codecs=vp9'), paper], POST, 0);
        expect(files.map(one => one.file.name)).toEqual(['a.jpg', 'v.webm']);
        expect(refused).toBe('kind');
    });

    test('by a message is anything, as a file where the server makes nothing of it', () => {
        expect(taken([photo, paper, drawing], MESSAGE, 0).files).toEqual([{ file: photo }, { file: paper, as: 'file' }, { file: drawing, as: 'file' }]);
    });

    test('is as much as there is room for', () => {
        expect(taken(Array(9).fill(photo), POST, 0)).toMatchObject({ files: { length: 8 }, refused: 'many' });
        expect(taken([photo], STORY, 1)).toEqual({ files: [], refused: 'many' });
    });

    test('has octets', () => {
        expect(taken([file('e.png', 'image/png', 0)], POST, 0)).toEqual({ files: [], refused: 'empty' });
    });
});

test('a file field asks for what fits', () => {
    expect(acceptOf(STORY)).toBe('image/*,video/*');
    expect(acceptOf(MESSAGE)).toBe(undefined);
});
