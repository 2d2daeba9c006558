/** Time and chance, so that tests can hold both. */
export interface Clock {
    now(): number;                                       /* milliseconds, steady */
    after(ms: number, run: () => void): () => void;      /* returns how to call it off */
    random(): number;                                    /* 0 <= x < 1 */
}

/* Longer waits would overflow the browser's timer and fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
    now: () => performance.now(),
    after(ms, run) {
        const timer = setTimeout(run, Math.min(ms, LONGEST_MS));
        return () => clearTimeout(timer);
    },
    random: () => Math.random(),
};

const FIRST_MS = 1000, MOST_MS = 30_000;

/* Exponential backoff with full jitter: after `failures` in a row, anything up to twice as long as before. */
export function backoff(clock: Clock, failures: number): number {
    return clock.random() * Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
}
