import { expect, test } from 'vitest';
import { focusAt, MIDDLE, movedFocus } from './focus';
import { positionOf } from '../../../data/media/medium';

const box = { left: 100, top: 50, width: 200, height: 100 };

test.each([[200, 100, 0, 0], [100, 50, -1, 1], [300, 150, 1, -1], [999, -999, 1, 1], [150, 75, -0.5, 0.5]])('at %d, %d it is %d, %d', (x, y, across, up) => {
    expect(focusAt({ x, y }, box)).toEqual({ x: across, y: up });
});

test('keys move it, and not over the edge', () => {
    expect(movedFocus(MIDDLE, 'ArrowUp')).toEqual({ x: 0, y: 0.05 });
    expect(movedFocus({ x: 1, y: 0 }, 'ArrowRight')).toEqual({ x: 1, y: 0 });
    expect(movedFocus({ x: 0.4, y: 0.2 }, 'Home')).toEqual(MIDDLE);
    expect(movedFocus(MIDDLE, 'a')).toBe(null);
});

test('a crop keeps it in sight', () => {
    expect(positionOf({ x: 1, y: 1 })).toBe('100% 0%');
    expect(positionOf({ x: -0.5, y: -0.5 })).toBe('25% 75%');
    expect(positionOf(null)).toBe('50% 50%');
});
