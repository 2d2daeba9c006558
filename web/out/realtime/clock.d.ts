/** Time and chance, so that tests can hold both. */
export interface Clock {
    now(): number;
    after(ms: number, run: () => void): () => void;
    random(): number;
}
export declare const systemClock: Clock;
/** Exponential backoff with full jitter: after `failures` in a row, anything up to twice as long as before. */
export declare function backoff(clock: Clock, failures: number): number;
