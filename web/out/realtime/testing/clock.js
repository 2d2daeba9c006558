/* Lets everything happen that waits for nothing but its turn. */
export async function settled() {
    await new Promise(resolve => setImmediate(resolve));
}
/* Time that stands still until it is moved, and chance that is chosen. */
export class FakeClock {
    chance = () => 0.5;
    time = 1_000_000;
    timers = new Set();
    now() {
        return this.time;
    }
    after(ms, run) {
        const timer = { at: this.time + ms, run };
        this.timers.add(timer);
        return () => { this.timers.delete(timer); };
    }
    random() {
        return this.chance();
    }
    get waiting() {
        return this.timers.size;
    }
    /* All that is due on the way happens at its time. */
    async move(ms) {
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
    async sleep(ms) {
        this.time += ms;
        await this.move(0);
    }
    next(end) {
        let first;
        for (const timer of this.timers)
            if (timer.at <= end && (!first || timer.at < first.at))
                first = timer;
        return first;
    }
}
/* Chance that is the same for the same seed. (mulberry32) */
export function chance(seed) {
    return () => {
        seed = seed + 0x6d2b79f5 | 0;
        let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
        t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
        return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
    };
}
