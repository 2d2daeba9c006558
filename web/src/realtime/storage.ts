import type { Draft } from './commands.js';

/** A message on its way. `clientRef` makes it one message, however often it is sent. */
export interface Entry extends Draft {
    clientRef: string;
    order: number;                       /* they are sent by this */
    userId?: string;                     /* whose it is */
    failed?: { code: string; detail: string };
}

/** Keeps what is not sent yet, over a reload. Calls come one after the other. */
export interface OutboxStorage {
    load(): Promise<Entry[]>;
    put(entry: Entry): Promise<void>;
    remove(clientRef: string): Promise<void>;
}

/** For as long as the object lives. */
export class MemoryStorage implements OutboxStorage {
    readonly #entries = new Map<string, Entry>();

    async load(): Promise<Entry[]> {
        return [...this.#entries.values()];
    }

    async put(entry: Entry): Promise<void> {
        this.#entries.set(entry.clientRef, structuredClone(entry));
    }

    async remove(clientRef: string): Promise<void> {
        this.#entries.delete(clientRef);
    }
}

const STORE = 'outbox';

/** In the browser. Give each account a name of its own: what one person wrote must not go out as another's. */
export class IndexedDbStorage implements OutboxStorage {
    readonly #database: Promise<IDBDatabase>;

    constructor(name: string) {
        this.#database = new Promise((resolve, reject) => {
            const opening = indexedDB.open(name, 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'clientRef' });
            opening.onsuccess = () => resolve(opening.result);
            opening.onerror = () => reject(opening.error);
        });
        this.#database.catch(() => {});
    }

    load(): Promise<Entry[]> {
        return this.#run('readonly', store => store.getAll());
    }

    async put(entry: Entry): Promise<void> {
        await this.#run('readwrite', store => store.put(entry));
    }

    async remove(clientRef: string): Promise<void> {
        await this.#run('readwrite', store => store.delete(clientRef));
    }

    /** Resolved once it is on the disk. */
    async #run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
        const database = await this.#database;
        return new Promise((resolve, reject) => {
            const transaction = database.transaction(STORE, mode), asked = ask(transaction.objectStore(STORE));
            transaction.oncomplete = () => resolve(asked.result);
            transaction.onabort = transaction.onerror = () => reject(transaction.error);
        });
    }
}
