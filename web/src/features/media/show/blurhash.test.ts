import { describe, expect, test } from 'vitest';
import { decoded } from './blurhash';

const pixel = (pixels: Uint8ClampedArray, n: number) => [...pixels.slice(4 * n, 4 * n + 4)];

describe('a blurhash', () => {
    test('of one component is one colour everywhere', () => {
        /* Size 0 (1x1), maximum 0, and the colour ff0000 by 83. */
        const red = `00${[0xff0000].map(value => {
            const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';
            return [3, 2, 1, 0].map(power => digits[Math.floor(value / 83 ** power) % 83]).join('');
        })[0]}`;
        const pixels = decoded(red, 2, 2)!;
        expect([0, 1, 2, 3].map(n => pixel(pixels, n))).toEqual(Array(4).fill([255, 0, 0, 255]));
    });

    test('of 4x3 components has its colours where they are', () => {
        const pixels = decoded('LEHV6nWB2yk8pyo0adR*.7kCMdnj', 32, 32)!;
        expect(pixels).toHaveLength(32 * 32 * 4);
        expect(new Set(Array.from({ length: 32 }, (_, n) => String(pixel(pixels, n)))).size).toBeGreaterThan(8);
    });

    test.each(['', 'L', 'LEHV6nWB2yk8pyo0adR*.7kCMdn', 'LEHV6nWB2yk8pyo0adR*.7kCMdn"', '\u00e4'])('%j is none', hash => {
        expect(decoded(hash, 4, 4)).toBe(null);
    });
});
