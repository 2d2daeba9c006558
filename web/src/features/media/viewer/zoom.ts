/* How near one looks at a picture, and which part of it. Points are measured from the middle of the window. */

export interface Point { x: number; y: number }
export interface Sight extends Point { scale: number }

export const WHOLE: Sight = { scale: 1, x: 0, y: 0 };
export const NEAREST = 8, STEP = 1.6;

interface Size { width: number; height: number }

/* No further than that its edge is at the window's. */
function bounded({ scale, x, y }: Sight, shown: Size, window: Size): Sight {
    const room = (side: number, of: number) => Math.max(0, (side * scale - of) / 2);
    const across = room(shown.width, window.width), down = room(shown.height, window.height);
    const between = (value: number, most: number) => Math.max(-most, Math.min(most, value)) + 0;

    return { scale, x: between(x, across), y: between(y, down) };
}

/** What is under the point stays there. */
export function zoomed(sight: Sight, by: number, at: Point, shown: Size, window: Size): Sight {
    const scale = Math.max(1, Math.min(NEAREST, sight.scale * by)), grown = scale / sight.scale;
    if (scale === 1)
        return WHOLE;
    return bounded({ scale, x: at.x - (at.x - sight.x) * grown, y: at.y - (at.y - sight.y) * grown }, shown, window);
}

export function panned(sight: Sight, by: Point, shown: Size, window: Size): Sight {
    return bounded({ ...sight, x: sight.x + by.x, y: sight.y + by.y }, shown, window);
}

export type Swipe = 'next' | 'previous' | 'close' | null;

const FAR = 60, DOWN = 100;

/** What a finger meant that moved so far over a picture as a whole. */
export function swiped({ x, y }: Point, rtl: boolean): Swipe {
    if (Math.abs(y) > DOWN && Math.abs(y) > Math.abs(x) * 1.5)
        return 'close';
    if (Math.abs(x) < FAR || Math.abs(x) < Math.abs(y))
        return null;
    return x < 0 !== rtl ? 'next' : 'previous';
}

export const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);
