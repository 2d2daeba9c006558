/* What is shown of all that is attached, and who waits for a change of it. */
import type { Upload } from './upload';

export class Board {
    #uploads: readonly Upload[] = [];
    #waiting: (() => void)[] = [];
    readonly #told: (uploads: readonly Upload[]) => void;

    constructor(told: (uploads: readonly Upload[]) => void) {
        this.#told = told;
    }

    get all(): readonly Upload[] {
        return this.#uploads;
    }

    of(key: string): Upload | undefined {
        return this.#uploads.find(one => one.key === key);
    }

    put(upload: Upload): void {
        this.#tell([...this.#uploads, upload]);
    }

    change(key: string, change: Partial<Upload>): void {
        this.#tell(this.#uploads.map(one => one.key === key ? { ...one, ...change } : one));
    }

    drop(key: string): void {
        this.#tell(this.#uploads.filter(one => one.key !== key));
    }

    /** At the next change of any. */
    changed(): Promise<void> {
        return new Promise(resolve => this.#waiting.push(resolve));
    }

    #tell(uploads: readonly Upload[]): void {
        this.#uploads = uploads;
        this.#told(uploads);
        this.#waiting.splice(0).forEach(heard => heard());
    }
}
