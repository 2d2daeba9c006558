/* The last cursors that came: a repeat is known by its cursor. */
export class Seen {
    readonly #cursors = new Set<string>();
    readonly #most: number;

    constructor(most = 4096) {
        this.#most = most;
    }

    /* False: it came before. */
    add(cursor: string): boolean {
        if (this.#cursors.has(cursor))
            return false;
        this.#cursors.add(cursor);
        if (this.#cursors.size > this.#most)
            this.#cursors.delete(this.#cursors.values().next().value!);
        return true;
    }

    clear(): void {
        this.#cursors.clear();
    }
}
