/* Where posts and comments wait that were written offline. */
import type { CreateCommentInput, CreatePostInput } from '../generated/types';
import type { Problem } from './problems';

export type Draft =
    | {
        kind: 'post';
        input: CreatePostInput;
        /** Keys of what is attached, which may be on its way still (media/uploads). */
        media?: readonly string[];
        /** A draft of the server's that holds them: it is published itself. */
        draftId?: string | null;
    }
    | { kind: 'comment'; input: CreateCommentInput };

export type Entry = Draft & {
    /** Also its Idempotency-Key: with it, it is published once. */
    key: string;
    order: number;
    at: string;
    state: 'waiting' | 'sending' | 'failed';
    /** When it was first tried so that the server may have taken it, though no answer came. */
    triedAt?: number;
    problem?: Problem;
};

export interface EntryStorage {
    load(): Promise<Entry[]>;
    put(entry: Entry): Promise<void>;
    remove(key: string): Promise<void>;
}

export class MemoryEntries implements EntryStorage {
    readonly #entries = new Map<string, Entry>();

    async load(): Promise<Entry[]> {
        return [...this.#entries.values()];
    }

    async put(entry: Entry): Promise<void> {
        this.#entries.set(entry.key, structuredClone(entry));
    }

    async remove(key: string): Promise<void> {
        this.#entries.delete(key);
    }
}

const STORE = 'entries';

/** In the browser. Each account has one of its own: what one wrote must not go out as another's. */
export class IndexedEntries implements EntryStorage {
    readonly #database: Promise<IDBDatabase>;

    constructor(name: string) {
        this.#database = new Promise((resolve, reject) => {
            const opening = indexedDB.open(name, 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'key' });
            opening.onsuccess = () => resolve(opening.result);
            opening.onerror = () => reject(opening.error);
        });
        this.#database.catch(() => {});
    }

    load(): Promise<Entry[]> {
        return this.#run('readonly', store => store.getAll() as IDBRequest<Entry[]>);
    }

    async put(entry: Entry): Promise<void> {
        await this.#run('readwrite', store => store.put(entry));
    }

    async remove(key: string): Promise<void> {
        await this.#run('readwrite', store => store.delete(key));
    }

    async #run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
        const database = await this.#database;

        return new Promise((resolve, reject) => {
            const transaction = database.transaction(STORE, mode), asked = ask(transaction.objectStore(STORE));
            transaction.oncomplete = () => resolve(asked.result);
            transaction.onabort = transaction.onerror = () => reject(transaction.error);
        });
    }
}
