/*
 * Files that were added and are not sent yet, in this browser: they are there after a reload, and what was written offline has its pictures.
 * Each account has a store of its own.
 */
import type { Focus, MediumKind } from './medium';

export interface KeptUpload {
    key: string;
    order: number;
    name: string;
    type: string;
    size: number;
    kind: MediumKind;
    as?: 'voice' | 'file';
    description: string;
    focus: Focus | null;
    /** Null once the server has all of it, or where it is too large to be kept. */
    file: Blob | null;
    /** Of tus: where the server has a part of it. */
    location: string | null;
    mediaId: string | null;
}

export interface UploadStorage {
    load(keys: readonly string[]): Promise<KeptUpload[]>;
    all(): Promise<KeptUpload[]>;
    put(one: KeptUpload): Promise<void>;
    remove(key: string): Promise<void>;
}

/** Larger files are not copied into the browser's store: whoever reloads chooses them again. */
export const KEPT_MOST = 512 * 1024 * 1024;

export class MemoryUploads implements UploadStorage {
    readonly #kept = new Map<string, KeptUpload>();

    async load(keys: readonly string[]): Promise<KeptUpload[]> {
        return keys.flatMap(key => this.#kept.get(key) ?? []);
    }

    async all(): Promise<KeptUpload[]> {
        return [...this.#kept.values()];
    }

    async put(one: KeptUpload): Promise<void> {
        this.#kept.set(one.key, { ...one });
    }

    async remove(key: string): Promise<void> {
        this.#kept.delete(key);
    }
}

const STORE = 'uploads';

export class IndexedUploads implements UploadStorage {
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

    async load(keys: readonly string[]): Promise<KeptUpload[]> {
        const found = await Promise.all(keys.map(key => this.#run('readonly', store => store.get(key) as IDBRequest<KeptUpload | undefined>)));

        return found.filter(one => one !== undefined);
    }

    all(): Promise<KeptUpload[]> {
        return this.#run('readonly', store => store.getAll() as IDBRequest<KeptUpload[]>);
    }

    async put(one: KeptUpload): Promise<void> {
        await this.#run('readwrite', store => store.put(one));
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
