/* Who is signed in, here and in the browser's other tabs. */
import { create } from 'zustand';
import { ViewerDocument, type MeFragment } from '../generated/data/Viewer';
import type { ApolloClient } from '@apollo/client';
import { onUnauthorized } from './http';
import { rest } from './rest';

export type Viewer = MeFragment;

const useStore = create<{ viewer: Viewer | null }>(() => ({ viewer: null }));

/** The signed-in person, or null. */
export const useViewer = (): Viewer | null => useStore(state => state.viewer);

/** Where somebody is signed in for certain: what no route shows to others. */
export function useSignedIn(): Viewer {
    const viewer = useViewer();

    if (!viewer)
        throw new Error('nobody is signed in');
    return viewer;
}

export const viewerNow = (): Viewer | null => useStore.getState().viewer;

export function setViewer(viewer: Viewer | null): void {
    useStore.setState({ viewer });
}

type News = { kind: 'in' | 'out'; userId: string | null };

/* Everything of the last session goes with the page: caches, connection, drafts in memory. */
let leave = (to: string): void => location.assign(to);
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('kith-session');

/** For tests: where the page would go. */
export function setLeave(go: (to: string) => void): void {
    leave = go;
}

/** After signing in or joining: the cookie is there, so the page begins again as that person's. */
export async function enter(next = '/'): Promise<void> {
    await forget();
    channel?.postMessage({ kind: 'in', userId: null } satisfies News);
    leave(isHere(next) ? next : '/');
}

/** A path of this server: what stands in `next` may come from anywhere. */
export function isHere(next: string): boolean {
    return /^\/(?![/\\])/.test(next);
}

export async function signOut(): Promise<void> {
    await rest.post('/auth/logout');
    await forget();
    channel?.postMessage({ kind: 'out', userId: viewerNow()?.id ?? null } satisfies News);
    setViewer(null);
    leave('/');
}

/* As the worker calls it (worker/env.ts), which has to be a file of its own. */
export const PRIVATE = 'kith-private';

/* What the service worker kept of an account is not for the next one at this machine. */
async function forget(): Promise<void> {
    if (typeof caches !== 'undefined')
        await caches.delete(PRIVATE).catch(() => false);
}

const LAST = 'kith-viewer';

/** Who was signed in here last: without a network nobody else can say. */
export function lastViewer(): Viewer | null {
    try {
        return JSON.parse(localStorage.getItem(LAST) ?? 'null') as Viewer | null;
    } catch {
        return null;
    }
}

/** Before the first screen. What was kept of another account, or of a session that ended without a word, is not for this one. */
export async function begin(viewer: Viewer | null): Promise<void> {
    const last = lastViewer();

    setViewer(viewer);
    if (viewer)
        localStorage.setItem(LAST, JSON.stringify(viewer));
    else
        localStorage.removeItem(LAST);
    if (last && last.id !== viewer?.id)
        await forget();
}

/** Asks the server again: after a change of the account, or where the page did not say. Throws where it cannot be asked. */
export async function loadViewer(client: ApolloClient): Promise<Viewer | null> {
    const { data } = await client.query({ query: ViewerDocument, fetchPolicy: 'network-only' });
    const viewer = (data!.me ?? null) as Viewer | null;

    setViewer(viewer);
    return viewer;
}

/** Watches for the end of the session: said by an answer, or by another tab. Returns how to stop. */
export function watchSession(): () => void {
    const heard = ({ data }: MessageEvent<News>) => {
        const changed = data.kind === 'out' ? viewerNow() !== null : viewerNow() === null;
        if (changed)
            leave(location.pathname + location.search);
    };
    const stop = onUnauthorized(() => {
        if (!viewerNow())
            return;
        setViewer(null);
        leave(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    });

    channel?.addEventListener('message', heard);
    return () => {
        stop();
        channel?.removeEventListener('message', heard);
    };
}
