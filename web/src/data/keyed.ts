/* Things that are kept, each under a key of its own: in this browser, or in memory where it keeps nothing. */
interface Thing { key: string }

export interface Keyed<T extends Thing> {
    all(): Promise<T[]>;
    get(key: string): Promise<T | undefined>;
    put(thing: T): Promise<void>;
    remove(key: string): Promise<void>;
}

export class InMemory<T extends Thing> implements Keyed<T> {
    readonly #things = new Map<string, T>();

    async all(): Promise<T[]> {
        return [...this.#things.values()];
    }

    async get(key: string): Promise<T | undefined> {
        return this.#things.get(key);
    }

    async put(thing: T): Promise<void> {
        this.#things.set(thing.key, structuredClone(thing));
    }

    async remove(key: string): Promise<void> {
        this.#things.delete(key);
    }
}

class InBrowser<T extends Thing> implements Keyed<T> {
    readonly #database: Promise<IDBDatabase>;
    readonly #store: string;

    constructor(database: string, store: string) {
        this.#store = store;
        this.#database = new Promise((resolve, reject) => {
            const opening = indexedDB.open(database, 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore(store, { keyPath: 'key' });
            opening.onsuccess = () => resolve(opening.result);
            opening.onerror = () => reject(opening.error);
        });
        this.#database.catch(() => {});
    }

    all(): Promise<T[]> {
        return this.#run('readonly', store => store.getAll() as IDBRequest<T[]>);
    }

    get(key: string): Promise<T | undefined> {
        return this.#run('readonly', store => store.get(key) as IDBRequest<T | undefined>);
    }

    async put(thing: T): Promise<void> {
        await this.#run('readwrite', store => store.put(thing));
    }

    async remove(key: string): Promise<void> {
        await this.#run('readwrite', store => store.delete(key));
    }

    async #run<R>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
        const database = await this.#database;

        return new Promise((resolve, reject) => {
            const transaction = database.transaction(this.#store, mode), asked = ask(transaction.objectStore(this.#store));
            transaction.oncomplete = () => resolve(asked.result);
            transaction.onabort = transaction.onerror = () => reject(transaction.error);
        });
    }
}

/** Each account has a database of its own: what one wrote must not go out as another's. */
export const keptIn = <T extends Thing>(database: string, store: string): Keyed<T> =>
    typeof indexedDB === 'undefined' ? new InMemory<T>() : new InBrowser<T>(database, store);
