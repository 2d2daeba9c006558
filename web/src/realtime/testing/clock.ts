import type { Clock } from '../clock.js';

interface Timer { at: number; run: () => void }

/* Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
}

/* Time that stands still until it is moved, and chance that is chosen. */
export class FakeClock implements Clock {
    chance: () => number = () => 0.5;
    private time = 1_000_000;
    private readonly timers = new Set<Timer>();

    now(): number {
        return this.time;
    }

    after(ms: number, run: () => void): () => void {
        const timer = { at: this.time + ms, run };
        this.timers.add(timer);
        return () => { this.timers.delete(timer); };
    }

    random(): number {
        return this.chance();
    }

    get waiting(): number {
        return this.timers.size;
    }

    /* All that is due on the way happens at its time. */
    async move(ms: number): Promise<void> {
        const end = this.time + ms;
        await settled();
        for (let next; (next = this.next(end)); await settled()) {
            this.timers.delete(next);
            this.time = Math.max(this.time, next.at);
            next.run();
        }
        this.time = end;
    }

    /* A machine that slept: what was due happens late. */
    async sleep(ms: number): Promise<void> {
        this.time += ms;
        await this.move(0);
    }

    private next(end: number): Timer | undefined {
        let first: Timer | undefined;
        for (const timer of this.timers)
            if (timer.at <= end && (!first || timer.at < first.at))
                first = timer;
        return first;
    }
}

/* Chance that is the same for the same seed. (mulberry32) */
export function chance(seed: number): () => number {
    return () => {
        seed = seed + 0x6d2b79f5 | 0;
        let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
        t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
        return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
    };
}
