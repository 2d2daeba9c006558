import { describe, expect, test } from 'vitest';
import { NEAREST, panned, swiped, WHOLE, zoomed } from './zoom';

const window = { width: 800, height: 600 }, shown = { width: 800, height: 450 };

describe('nearer', () => {
    test('what is under the pointer stays there', () => {
        const at = { x: 200, y: 50 }, sight = zoomed(WHOLE, 2, at, shown, window);
        /* The point of the picture that was at 200: (200 - x) / scale. */
        expect((at.x - sight.x) / sight.scale).toBeCloseTo(200);
    });

    test('there is an end to it, and back it is whole and in the middle', () => {
        const near = zoomed(WHOLE, 100, { x: 0, y: 0 }, shown, window);
        expect(near.scale).toBe(NEAREST);
        expect(zoomed(panned(near, { x: 300, y: 0 }, shown, window), 0.001, { x: 9, y: 9 }, shown, window)).toEqual(WHOLE);
    });

    test('it is moved as far as its edge', () => {
        const near = { scale: 2, x: 0, y: 0 };
        expect(panned(near, { x: 5000, y: -5000 }, shown, window)).toEqual({ scale: 2, x: 400, y: -150 });
        expect(panned(WHOLE, { x: 50, y: 50 }, shown, window)).toEqual(WHOLE);
    });
});

test.each([
    [{ x: -100, y: 10 }, false, 'next'], [{ x: -100, y: 10 }, true, 'previous'], [{ x: 100, y: 0 }, false, 'previous'],
    [{ x: 20, y: 0 }, false, null], [{ x: 10, y: 150 }, false, 'close'], [{ x: 10, y: -150 }, false, 'close'], [{ x: 70, y: 90 }, false, null],
] as const)('a finger that moves by %o (from the right: %s) means %s', (by, rtl, meant) => {
    expect(swiped(by, rtl)).toBe(meant);
});
