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

type News = { kind: 'in' | 'out' };

/*
 * Everything of the last session goes with the page: caches, connection, drafts in memory. Where one is may be a path that begins with
 * "//", which to a browser is another site's name.
 */
const leave = (to: string): void => location.assign(isHere(to) ? to : '/');
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('kith-session');

/** After signing in or joining: the cookie is there, so the page begins again as that person's. */
export async function enter(next = '/'): Promise<void> {
    await forget();
    channel?.postMessage({ kind: 'in' } satisfies News);
    leave(next);
}

/** A path of this server: what stands in `next` may come from anywhere. Browsers drop tabs and line ends before they look for a host. */
export function isHere(next: string): boolean {
    return /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next);
}

const errands = new Set<() => Promise<unknown>>();

/** What still has to be sent as this person when they sign out. */
export function beforeSignOut(errand: () => Promise<unknown>): void {
    errands.add(errand);
}

/** Throws where the server could not be told: then the session goes on, here too. Screens stay until the page goes: they keep what is typed. */
export async function signOut(): Promise<void> {
    const who = viewerNow() ?? lastViewer();

    await Promise.allSettled([...errands].map(errand => errand()));
    const answer = await rest.post('/auth/logout');
    if (!answer.ok && answer.problem.status !== 401)
        throw new Error(answer.problem.code);
    await forget();
    if (who)
        dropBegun(who.id);
    channel?.postMessage({ kind: 'out' } satisfies News);
    leave('/');
}

/* As the worker calls it (worker/env.ts), which has to be a file of its own. */
export const PRIVATE = 'kith-private';

/* What the service worker kept of an account is not for the next one at this machine. */
async function forget(): Promise<void> {
    if (typeof caches !== 'undefined')
        await caches.delete(PRIVATE).catch(() => false);
}

/* Who leaves takes along what they began to write and what was not sent. Their stores are open here, so the next page deletes those. */
const BEGUN = ['kith-composer', 'kith-comments', 'kith-chat-drafts'], STORES = ['kith-outbox-', 'kith-messages-', 'kith-uploads-'], LEFT = 'kith-left';

type Begun = { state: Record<string, Record<string, unknown>> };

function dropBegun(id: string): void {
    const others = (kept: Record<string, unknown>) => Object.fromEntries(Object.entries(kept).filter(([key]) => !key.startsWith(`${id} `)));

    for (const [name, text] of BEGUN.map(name => [name, localStorage.getItem(name)] as const)) {
        const { state, ...more } = JSON.parse(text ?? '{"state":{}}') as Begun;
        const left = Object.entries(state).map(([key, kept]) => [key, others(kept)]);
        if (text)
            localStorage.setItem(name, JSON.stringify({ ...more, state: Object.fromEntries(left) as unknown }));
    }
    localStorage.setItem(LEFT, id);
}

function dropStores(): void {
    const id = localStorage.getItem(LEFT);

    localStorage.removeItem(LEFT);
    if (id && typeof indexedDB !== 'undefined')
        STORES.forEach(name => indexedDB.deleteDatabase(name + id));
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
    dropStores();
    if (viewer)
        localStorage.setItem(LAST, JSON.stringify(viewer));
    else
        localStorage.removeItem(LAST);
    if (last && last.id !== viewer?.id)
        await forget();
}

/** Whether somebody else came in since: in another tab, or by a form of the server's. The cookie is theirs then, and so would be what is sent. */
export function isOver(viewer: Viewer): boolean {
    const last = lastViewer();

    return last !== null && last.id !== viewer.id;
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
    const again = () => leave(location.pathname + location.search);
    const heard = ({ data }: MessageEvent<News>) => void ((data.kind === 'in' || viewerNow()) && again());
    /* Of another tab's first screen, or of this one's: a browser may show it again as it was. */
    const compared = () => void (lastViewer()?.id !== viewerNow()?.id && again());
    const stored = ({ key }: StorageEvent) => void (key === LAST && compared());
    const shown = ({ persisted }: PageTransitionEvent) => void (persisted && compared());
    const stop = onUnauthorized(() => {
        if (!viewerNow())
            return;
        setViewer(null);
        leave(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    });

    channel?.addEventListener('message', heard);
    addEventListener('storage', stored);
    addEventListener('pageshow', shown);
    return () => {
        stop();
        channel?.removeEventListener('message', heard);
        removeEventListener('storage', stored);
        removeEventListener('pageshow', shown);
    };
}
