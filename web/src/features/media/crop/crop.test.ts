import { describe, expect, test } from 'vitest';
import { bounded, movedBy, NEAREST, outputSize, partOf, WHOLE_CUT } from './crop';

const wide = { width: 2000, height: 1000 }, tall = { width: 600, height: 1800 };

describe('what is taken', () => {
    test('is as much as fits, in the middle', () => {
        expect(partOf(WHOLE_CUT, wide, 1)).toEqual({ left: 500, top: 0, width: 1000, height: 1000 });
        expect(partOf(WHOLE_CUT, tall, 4)).toEqual({ left: 0, top: 825, width: 600, height: 150 });
    });

    test('is less where it is nearer', () => {
        expect(partOf({ ...WHOLE_CUT, scale: 2 }, wide, 1)).toEqual({ left: 750, top: 250, width: 500, height: 500 });
    });

    test('never goes beyond the picture', () => {
        expect(partOf({ x: 0, y: 9, scale: 2 }, wide, 1)).toEqual({ left: 0, top: 500, width: 500, height: 500 });
        expect(bounded({ x: 0.5, y: 0.5, scale: 99 }, wide, 1).scale).toBe(NEAREST);
    });

    test('follows the finger: half of the frame to the right is half of it to the left in the picture', () => {
        expect(partOf(movedBy({ ...WHOLE_CUT, scale: 2 }, 0.5, 0, wide, 1), wide, 1).left).toBe(500);
    });
});

test('it becomes no larger than it was', () => {
    expect(outputSize({ width: 300, height: 300 }, 1, 512)).toEqual({ width: 300, height: 300 });
    expect(outputSize({ width: 3000, height: 750 }, 4, 1600)).toEqual({ width: 1600, height: 400 });
});
