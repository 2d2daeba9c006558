/** For as long as the object lives. */
export class MemoryStorage {
    #entries = new Map();
    async load() {
        return [...this.#entries.values()];
    }
    async put(entry) {
        this.#entries.set(entry.clientRef, structuredClone(entry));
    }
    async remove(clientRef) {
        this.#entries.delete(clientRef);
    }
}
const STORE = 'outbox';
/** In the browser. Give each account a name of its own: what one person wrote must not go out as another's. */
export class IndexedDbStorage {
    #database;
    constructor(name) {
        this.#database = new Promise((resolve, reject) => {
            const opening = indexedDB.open(name, 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'clientRef' });
            opening.onsuccess = () => resolve(opening.result);
            opening.onerror = () => reject(opening.error);
        });
        this.#database.catch(() => { });
    }
    load() {
        return this.#run('readonly', store => store.getAll());
    }
    async put(entry) {
        await this.#run('readwrite', store => store.put(entry));
    }
    async remove(clientRef) {
        await this.#run('readwrite', store => store.delete(clientRef));
    }
    /** Resolved once it is on the disk. */
    async #run(mode, ask) {
        const database = await this.#database;
        return new Promise((resolve, reject) => {
            const transaction = database.transaction(STORE, mode), asked = ask(transaction.objectStore(STORE));
            transaction.oncomplete = () => resolve(asked.result);
            transaction.onabort = transaction.onerror = () => reject(transaction.error);
        });
    }
}
