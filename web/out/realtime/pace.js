/* A little below what servers allow: 20 commands a second, 100 at once. */
const PER_SECOND = 15, AT_ONCE = 50;
/* Lets commands out in order, no faster than a server takes them. */
export class Pace {
    clock;
    #waiting = [];
    #left = AT_ONCE;
    #counted;
    #callOff = null;
    constructor(clock) {
        this.clock = clock;
        this.#counted = clock.now();
    }
    get busy() {
        return this.#waiting.length > 0;
    }
    push(send) {
        this.#waiting.push(send);
        this.#flow();
    }
    /* Forgets what waits; the next connection begins with all it may. */
    clear() {
        this.#callOff?.();
        this.#callOff = null;
        this.#waiting = [];
        this.#left = AT_ONCE;
        this.#counted = this.clock.now();
    }
    #flow() {
        if (this.#callOff)
            return;
        const now = this.clock.now();
        this.#left = Math.min(AT_ONCE, this.#left + (now - this.#counted) / 1000 * PER_SECOND);
        this.#counted = now;
        for (; this.#waiting.length && this.#left >= 1; this.#left--)
            this.#waiting.shift()();
        if (this.#waiting.length)
            this.#callOff = this.clock.after((1 - this.#left) / PER_SECOND * 1000 + 1, () => {
                this.#callOff = null;
                this.#flow();
            });
    }
}
