/* The page's side of the service worker: it is registered when the page has nothing better to do, and says when a new version waits. */
import { create } from 'zustand';

const useStore = create<{ waiting: ServiceWorker | null }>(() => ({ waiting: null }));

/* A worker's address is code, which trusted types let through only by a policy. */
interface Policies { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } }

function trusted(url: string): string {
    const { trustedTypes } = globalThis as { trustedTypes?: Policies };

    return trustedTypes ? trustedTypes.createPolicy('kith-worker', { createScriptURL: () => url }).createScriptURL(url) : url;
}

/* The first worker of all replaces nothing, so nobody is asked. */
function watch(registration: ServiceWorkerRegistration): void {
    const told = () => {
        if (registration.waiting && navigator.serviceWorker.controller)
            useStore.setState({ waiting: registration.waiting });
    };

    told();
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', told));
}

const HOUR_MS = 3_600_000;

const idle = () => new Promise<void>(resolve => 'requestIdleCallback' in globalThis ? requestIdleCallback(() => resolve()) : setTimeout(resolve, 3000));

const loaded = () => document.readyState === 'complete' ? Promise.resolve()
    : new Promise(resolve => addEventListener('load', resolve, { once: true }));

export async function registerWorker(): Promise<void> {
    if (!('serviceWorker' in navigator))
        return;
    try {
        await loaded();
        await idle();
        const registration = await navigator.serviceWorker.register(trusted('/sw.js'));
        watch(registration);
        setInterval(() => void registration.update().catch(() => {}), HOUR_MS);
    } catch {
        /* Private windows of some browsers have no workers: all works without, but not offline. */
    }
}

/** How to begin the new version; null: there is none. */
export function useUpdate(): (() => void) | null {
    const waiting = useStore(state => state.waiting);

    return waiting && (() => {
        navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
        waiting.postMessage('take over');
    });
}
