import type { Clock } from './clock.js';

/* A little below what servers allow: 20 commands a second, 100 at once. What can wait leaves some of it to people. */
const PER_SECOND = 15, AT_ONCE = 50, FOR_PEOPLE = 20;

/*
 * Lets commands out no faster than a server takes them: first what was pushed, in order; then what `later` has, which is asked only when
 * there is room, so that what is not wanted any more by then never leaves.
 */
export class Pace {
    #waiting: (() => void)[] = [];
    #left = AT_ONCE;
    #counted: number;
    #callOff: (() => void) | null = null;
    readonly #clock: Clock;
    readonly #later: () => (() => void) | null;

    constructor(clock: Clock, later: () => (() => void) | null) {
        this.#clock = clock;
        this.#later = later;
        this.#counted = clock.now();
    }

    get busy(): boolean {
        return this.#waiting.length > 0;
    }

    push(send: () => void): void {
        this.#waiting.push(send);
        this.flow();
    }

    /* Forgets what waits; the next connection begins with all it may. */
    clear(): void {
        this.#callOff?.();
        this.#callOff = null;
        this.#waiting = [];
        this.#left = AT_ONCE;
        this.#counted = this.#clock.now();
    }

    /* Also when `later` has something. */
    flow(): void {
        this.#callOff?.();
        this.#callOff = null;
        this.#count();
        while (this.#waiting.length && this.#left >= 1)
            this.#out(this.#waiting.shift()!);
        for (let next; this.#left > FOR_PEOPLE && (next = this.#later());)
            this.#out(next);
        const least = this.#waiting.length ? 1 : FOR_PEOPLE + 1;
        if (this.#left < least)
            this.#callOff = this.#clock.after((least - this.#left) / PER_SECOND * 1000 + 1, () => this.flow());
    }

    #out(send: () => void): void {
        this.#left--;
        send();
    }

    #count(): void {
        const now = this.#clock.now();
        this.#left = Math.min(AT_ONCE, this.#left + (now - this.#counted) / 1000 * PER_SECOND);
        this.#counted = now;
    }
}
