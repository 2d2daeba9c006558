import type { Clock } from './clock.js';

const GRACE_MS = 10_000;

/* Notices a connection that is dead without an end: after a silence it asks, and where no answer comes, that was it. */
export class Heartbeat {
    #every = 0;
    #heardAt = 0;
    #asked = false;
    #callOff: (() => void) | null = null;
    readonly #clock: Clock;
    readonly #ask: () => void;
    readonly #dead: () => void;

    constructor(clock: Clock, ask: () => void, dead: () => void) {
        this.#clock = clock;
        this.#ask = ask;
        this.#dead = dead;
    }

    start(everyMs: number): void {
        this.#every = everyMs;
        this.heard();
        this.#look();
    }

    stop(): void {
        this.#callOff?.();
        this.#callOff = null;
    }

    heard(): void {
        this.#heardAt = this.#clock.now();
        this.#asked = false;
    }

    /* Something suggests that it may be dead: ask at once. */
    doubt(): void {
        if (!this.#callOff)
            return;
        this.#heardAt = this.#clock.now() - this.#every;
        this.#asked = false;
        this.#look();
    }

    #look(): void {
        this.stop();
        const silence = this.#clock.now() - this.#heardAt;
        if (this.#asked && silence >= this.#every + GRACE_MS)
            return this.#dead();
        if (!this.#asked && silence >= this.#every)
            this.#question();
        this.#callOff = this.#clock.after(this.#heardAt + this.#every + (this.#asked ? GRACE_MS : 0) - this.#clock.now(), () => this.#look());
    }

    /* A machine that slept wakes long after the silence began: the answer has all its time from here. */
    #question(): void {
        this.#asked = true;
        this.#heardAt = this.#clock.now() - this.#every;
        this.#ask();
    }
}
