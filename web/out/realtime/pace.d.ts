import type { Clock } from './clock.js';
export declare class Pace {
    #private;
    private readonly clock;
    constructor(clock: Clock);
    get busy(): boolean;
    push(send: () => void): void;
    clear(): void;
}
