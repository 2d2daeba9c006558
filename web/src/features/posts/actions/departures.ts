/*
 * What is deleted leaves the page at once and the server a moment later, so that it can be undone. Whoever leaves the page meanwhile
 * meant it: what waits is sent then.
 */
import { beforeSignOut } from '../../../data/viewer';

export interface Timer {
    start: (ms: number, then: () => void) => () => void;
}

export const browserTimer: Timer = {
    start: (ms, then) => {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
    },
};

interface Waiting { stop: () => void; send: () => unknown }

export class Departures {
    readonly #waiting = new Map<string, Waiting>();
    readonly #timer: Timer;
    readonly #ms: number;

    constructor(timer: Timer = browserTimer, ms = 6000) {
        this.#timer = timer;
        this.#ms = ms;
    }

    begin(id: string, send: () => unknown): void {
        this.undo(id);
        this.#waiting.set(id, { send, stop: this.#timer.start(this.#ms, () => this.#send(id)) });
    }

    /** False: it has been sent already, or never began. */
    undo(id: string): boolean {
        this.#waiting.get(id)?.stop();
        return this.#waiting.delete(id);
    }

    /** Resolved once all of it was answered. */
    async sendAll(): Promise<void> {
        await Promise.allSettled([...this.#waiting.keys()].map(id => this.#send(id)));
    }

    #send(id: string): unknown {
        const waiting = this.#waiting.get(id);

        return this.undo(id) ? waiting?.send() : undefined;
    }
}

export const departures = new Departures();

beforeSignOut(() => departures.sendAll());
if (typeof window !== 'undefined')
    window.addEventListener('pagehide', () => void departures.sendAll());
