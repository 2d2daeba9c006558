import { expect, test } from 'vitest';
import { alignments, versionFor } from './codewords';
import { correctionOf, generator } from './correction';
import { formatOf, MASKS, symbolOf, type Squares } from './symbol';

/* A reader, as far as one needs it for small symbols (one block: versions 1 to 3). */
function read(squares: Squares): string {
    const size = squares.length, version = (size - 17) / 4, middle = alignments(version).at(-1) ?? -9;
    const format = [0, 1, 2, 3, 4, 5, 7, 8].reduce((bits, y, n) => bits | Number(squares[y]![8]) << n, 0);
    const mask = MASKS.findIndex((_, n) => (formatOf(n) & 0xff) === format);
    const isCorner = (x: number, y: number) => (x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9);
    const isPattern = (x: number, y: number) => x === 6 || y === 6 || isCorner(x, y)
        || (Math.abs(x - middle) <= 2 && Math.abs(y - middle) <= 2);
    const bits: number[] = [];

    for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
        if (right === 6)
            right = 5;
        for (let n = 0; n < size; n++)
            for (const x of [right, right - 1]) {
                const y = up ? size - 1 - n : n;
                if (!isPattern(x, y))
                    bits.push(Number(squares[y]![x] !== MASKS[mask]!(x, y)));
            }
    }
    const number = (from: number, count: number) => bits.slice(from, from + count).reduce((value, bit) => value << 1 | bit, 0);
    expect(number(0, 4)).toBe(4);
    return new TextDecoder().decode(Uint8Array.from({ length: number(4, 8) }, (_, n) => number(12 + n * 8, 8)));
}

test('a small symbol reads as what it was made of', () => {
    for (const text of ['Kith', 'otpauth://totp/a?secret=b', 'عمر', 'x'.repeat(42)])
        expect(read(symbolOf(text)!), text).toBe(text);
});

test('the factors are those of the standard', () => {
    expect([...generator(10)]).toEqual([216, 194, 159, 111, 199, 94, 95, 113, 157, 193]);
});

test('a block and its correction are divided by the generator without a rest', () => {
    const data = Uint8Array.from({ length: 30 }, (_, n) => n * 37 & 255), all = Uint8Array.of(...data, ...correctionOf(data, 16));

    expect([...correctionOf(all, 16)]).toEqual(new Array(16).fill(0));
});

test('the format of level M is that of the standard', () => {
    expect(formatOf(0).toString(2).padStart(15, '0')).toBe('101010000010010');
    expect(formatOf(5).toString(2).padStart(15, '0')).toBe('100000011001110');
});

test('versions hold what the standard says', () => {
    expect([14, 15, 26, 27, 213, 214, 666, 667].map(versionFor)).toEqual([1, 2, 2, 3, 10, 11, 20, null]);
});

test('small squares stand where the standard says', () => {
    expect(alignments(2)).toEqual([6, 18]);
    expect(alignments(7)).toEqual([6, 22, 38]);
    expect(alignments(14)).toEqual([6, 26, 46, 66]);
    expect(alignments(20)).toEqual([6, 34, 62, 90]);
});

test('a long text makes no symbol', () => {
    expect(symbolOf('x'.repeat(1000))).toBeNull();
});
