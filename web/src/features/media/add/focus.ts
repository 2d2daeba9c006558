/* The point that crops keep in sight, set by pointer or by keys. */
import type { Focus } from '../../../data/media/medium';

export const MIDDLE: Focus = { x: 0, y: 0 };
const STEP = 0.05;

const bounded = (value: number): number => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100 + 0;

interface Box { left: number; top: number; width: number; height: number }

export function focusAt({ x, y }: { x: number; y: number }, { left, top, width, height }: Box): Focus {
    return { x: bounded((x - left) / width * 2 - 1), y: bounded(1 - (y - top) / height * 2) };
}

/** Null: the key means nothing here. Left is left in any script: it is a picture. */
export function movedFocus({ x, y }: Focus, key: string): Focus | null {
    switch (key) {
    case 'ArrowLeft': return { x: bounded(x - STEP), y };
    case 'ArrowRight': return { x: bounded(x + STEP), y };
    case 'ArrowUp': return { x, y: bounded(y + STEP) };
    case 'ArrowDown': return { x, y: bounded(y - STEP) };
    case 'Home': return MIDDLE;
    default: return null;
    }
}
