import { describe, expect, test } from 'vitest';
import { lengthOf, StoryClock } from './clock';

function aClock(length = 6000) {
    let now = 1000;
    const clock = new StoryClock(length, () => now);

    return { clock, after(ms: number) { now += ms; } };
}

describe('the clock', () => {
    test('runs from its start to its end', () => {
        const { clock, after } = aClock();
        after(500);
        expect(clock.part).toBe(0);
        clock.start();
        after(3000);
        expect(clock.part).toBe(0.5);
        expect(clock.ended).toBe(false);
        after(3000);
        expect([clock.part, clock.ended]).toEqual([1, true]);
    });

    test('stands while anything holds it', () => {
        const { clock, after } = aClock();
        clock.start();
        after(1500);
        clock.hold('finger');
        clock.hold('menu');
        after(60_000);
        clock.release('finger');
        after(60_000);
        expect(clock.part).toBe(0.25);
        clock.release('menu');
        after(1500);
        expect(clock.part).toBe(0.5);
    });

    test('does not start while it is held', () => {
        const { clock, after } = aClock();
        clock.hold('picture');
        clock.start();
        after(1000);
        expect([clock.running, clock.passed]).toEqual([false, 0]);
        clock.release('picture');
        expect(clock.running).toBe(true);
    });

    test('holding twice counts nothing twice', () => {
        const { clock, after } = aClock();
        clock.start();
        after(1000);
        clock.hold('finger');
        clock.hold('finger');
        clock.release('finger');
        after(1000);
        expect(clock.passed).toBe(2000);
    });
});

test('a story is shown as long as it takes to read it, a film as long as it is', () => {
    const text = (words: number) => ({ kind: 'text', text: Array(words).fill('word').join(' '), media: null });
    expect(lengthOf({ kind: 'image', text: null, media: { duration: null } })).toBe(6000);
    expect(lengthOf(text(2))).toBeLessThan(lengthOf(text(40)));
    expect(lengthOf(text(500))).toBe(20_000);
    expect(lengthOf({ kind: 'video', text: null, media: { duration: 12.5 } })).toBe(12_500);
});
