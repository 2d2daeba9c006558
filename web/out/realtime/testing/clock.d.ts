import type { Clock } from '../clock.js';
export declare function settled(): Promise<void>;
export declare class FakeClock implements Clock {
    chance: () => number;
    private time;
    private readonly timers;
    now(): number;
    after(ms: number, run: () => void): () => void;
    random(): number;
    get waiting(): number;
    move(ms: number): Promise<void>;
    sleep(ms: number): Promise<void>;
    private next;
}
export declare function chance(seed: number): () => number;
