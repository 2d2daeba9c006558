/* How long a story is shown, and how much of that has passed. Several things may hold it: a finger, a menu, words that are typed. */

const PICTURE_MS = 6_000, WORD_MS = 300, LEAST_MS = 5_000, MOST_MS = 20_000;

/** Long enough to be read. A film is as long as it is. */
export function lengthOf({ kind, text, media }: { kind: string; text: string | null; media: { duration: number | null } | null }): number {
    const reading = Math.min(MOST_MS, LEAST_MS + WORD_MS * (text ?? '').split(/\s+/).filter(Boolean).length / 2);

    if (kind === 'video' && media?.duration)
        return media.duration * 1000;
    return Math.max(kind === 'text' ? 0 : PICTURE_MS, reading);
}

export class StoryClock {
    #length: number;
    #passed = 0;
    #since: number | null = null;
    readonly #holds = new Set<string>();
    readonly #now: () => number;

    constructor(length: number, now: () => number) {
        this.#length = length;
        this.#now = now;
    }

    get running(): boolean {
        return this.#since !== null;
    }

    start(): void {
        if (!this.#holds.size)
            this.#since ??= this.#now();
    }

    hold(why: string): void {
        this.#holds.add(why);
        this.#passed = this.passed;
        this.#since = null;
    }

    release(why: string): void {
        this.#holds.delete(why);
        this.start();
    }

    /** Of a film whose length was not known. */
    lasts(length: number): void {
        this.#length = length;
    }

    get passed(): number {
        return this.#passed + (this.#since === null ? 0 : this.#now() - this.#since);
    }

    /** From 0 to 1. */
    get part(): number {
        return this.#length > 0 ? Math.min(1, this.passed / this.#length) : 1;
    }

    get ended(): boolean {
        return this.passed >= this.#length;
    }
}
