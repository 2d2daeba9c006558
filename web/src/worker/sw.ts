/*
 * The service worker. `files` is filled in by the build: all that the client consists of, so that a new version is another worker, which
 * waits until nobody minds (UpdatePrompt).
 */
import { answerTo } from './answers';
import { FILES, PRIVATE, SHELL, type Env, type WorkerScope } from './env';

declare const __KITH_FILES__: readonly string[];

const scope = globalThis as unknown as WorkerScope;
const files = __KITH_FILES__;

const env: Env = {
    origin: location.origin,
    caches,
    fetch: request => fetch(request),
    digest: async text => {
        const octets = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
        return Array.from(new Uint8Array(octets), octet => octet.toString(16).padStart(2, '0')).join('');
    },
};

/* What is kept already is not fetched again: its name has its hash. The shell's has not. */
async function filled(): Promise<void> {
    const kept = await caches.open(FILES);
    const known = new Set((await kept.keys()).map(request => new URL(request.url).pathname));

    await kept.addAll([new Request(SHELL, { cache: 'no-cache' }), ...files.filter(path => !known.has(path))]);
}

/* No page uses an older version any more; those that were kept would. */
async function swept(): Promise<void> {
    const kept = await caches.open(FILES), wanted = new Set([SHELL, ...files]);

    await Promise.all((await kept.keys()).filter(({ url }) => !wanted.has(new URL(url).pathname)).map(old => kept.delete(old)));
    await caches.delete(PRIVATE);
    await scope.clients.claim();
}

scope.addEventListener('install', event => event.waitUntil(filled()));
scope.addEventListener('activate', event => event.waitUntil(swept()));
scope.addEventListener('message', ({ data }) => { if (data === 'take over') void scope.skipWaiting(); });
scope.addEventListener('fetch', event => {
    const answer = answerTo(event.request, env);

    if (answer)
        event.respondWith(answer);
});
