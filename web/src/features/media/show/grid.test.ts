import { expect, test } from 'vitest';
import { cellsOf, gridRatio, mostOf, ratioOf, sortedOut } from './grid';

test.each([
    ['a wide one keeps its shape', 1600, 900, 16 / 9],
    ['a panorama is cropped', 9000, 1000, 2.4],
    ['a tower is cropped', 500, 4000, 0.75],
    ['of one that is not known a place is kept all the same', null, null, 16 / 9],
])('%s', (_, width, height, ratio) => {
    expect(ratioOf({ width, height })).toBeCloseTo(ratio);
});

test('a film of a phone is whole', () => {
    expect(ratioOf({ width: 360, height: 640, kind: 'video' })).toBeCloseTo(9 / 16);
});

test('one alone is not larger than it is, unless it is tiny', () => {
    const icon = { width: 16, height: 16 }, photo = { width: 300, height: 200 };
    expect([mostOf([photo]), mostOf([icon]), mostOf([icon, photo]), mostOf([{ width: null, height: null }]), mostOf([])]).toEqual([300, 96, undefined, undefined, undefined]);
});

test('several have one shape together, whatever theirs are', () => {
    const tall = { width: 1, height: 9 };
    expect(gridRatio([tall, tall])).toBeCloseTo(16 / 9);
    expect(gridRatio([tall, tall, tall])).toBe(1.5);
    expect(gridRatio([tall, tall, tall, tall])).toBe(1.5);
});

test('four stand in the grid, and the last says how many more there are', () => {
    expect(cellsOf([1, 2, 3, 4])).toEqual({ cells: [1, 2, 3, 4], more: 0 });
    expect(cellsOf([1, 2, 3, 4, 5, 6])).toEqual({ cells: [1, 2, 3, 4], more: 2 });
});

test('what is heard stands below what is seen, each in its order', () => {
    const kinds = (['voice', 'image', 'file', 'video'] as const).map(kind => ({ kind }));
    expect(sortedOut(kinds)).toEqual({ visual: [{ kind: 'image' }, { kind: 'video' }], others: [{ kind: 'voice' }, { kind: 'file' }] });
});
