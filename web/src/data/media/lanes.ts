/* So many at a time; the others in their turn. */
export class Lanes {
    readonly #most: number;
    readonly #waiting: (() => Promise<void>)[] = [];
    #running = 0;

    constructor(most: number) {
        this.#most = most;
    }

    /** As what it runs ends. */
    run<T>(work: () => Promise<T>): Promise<T> {
        return new Promise((resolve, reject) => {
            this.#waiting.push(() => work().then(resolve, reject));
            this.#next();
        });
    }

    #next(): void {
        while (this.#running < this.#most && this.#waiting.length) {
            const next = this.#waiting.shift()!;
            this.#running++;
            void next().finally(() => {
                this.#running--;
                this.#next();
            });
        }
    }
}
