/* What a service worker has and a page has not; TypeScript's own names for it exclude those of pages. */

export interface WorkerEvent extends Event {
    waitUntil(done: Promise<unknown>): void;
}

export interface FetchEvent extends WorkerEvent {
    request: Request;
    respondWith(answer: Promise<Response>): void;
}

export interface WorkerScope {
    addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
    addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
    addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
    skipWaiting(): Promise<void>;
    clients: { claim(): Promise<void> };
}

/** What answers are made of; tests have others. */
export interface Env {
    origin: string;
    caches: Pick<CacheStorage, 'open' | 'delete' | 'keys'>;
    fetch: (request: Request) => Promise<Response>;
    digest: (text: string) => Promise<string>;
}

export const SHELL = '/shell.html';
/** Files of the client: their names have hashes, so what is kept is right. */
export const FILES = 'kith-files';
/** What the API said to whoever is signed in: gone when they sign out. */
export const PRIVATE = 'kith-private';
