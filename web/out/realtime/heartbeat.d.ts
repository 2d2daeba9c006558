import type { Clock } from './clock.js';
export declare class Heartbeat {
    #private;
    private readonly clock;
    private readonly ask;
    private readonly dead;
    constructor(clock: Clock, ask: () => void, dead: () => void);
    start(everyMs: number): void;
    stop(): void;
    heard(): void;
    doubt(): void;
}
