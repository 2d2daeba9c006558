/*
 * Posts and comments on their way: each is published once and in order, also when it was written offline or the page was closed meanwhile.
 * (Messages have one of their own in the realtime client.)
 */
import type { ApolloClient } from '@apollo/client';
import { create } from 'zustand';
import { SendCommentDocument, SendPostDocument } from '../generated/data/Outbox';
import type { CreatePostInput } from '../generated/types';
import { newKey } from './http';
import { InMemory } from './keyed';
import type { Draft, Entry, EntryStorage } from './outbox-storage';
import { problem, problemOf, type Problem } from './problems';

export type { Draft, Entry } from './outbox-storage';

export type Sent = { ok: true; id: string } | { ok: false; problem: Problem };

/** Publishes it, or throws. */
export type Publish = (entry: Entry) => Promise<string>;

/* Codes after which the same may well be taken later. */
const PASSING = new Set(['offline', 'timeout', 'overloaded', 'unavailable', 'store_unavailable', 'contention', 'internal_error', 'unreadable']);
const FIRST_S = 2, MOST_S = 60, ENTRIES_MOST = 100;
/* The server knows a key for 24 hours: after that, the same entry would be a second post. */
const KNOWN_MS = 23 * 3600 * 1000;

export class Outbox {
    readonly #storage: EntryStorage;
    readonly #publish: Publish;
    readonly #later: (ms: number, run: () => void) => () => void;
    readonly #isOnline: () => boolean;
    readonly #told: (entries: readonly Entry[]) => void;
    readonly #promised = new Map<string, (sent: Sent) => void>();
    #entries: Entry[] = [];
    #failures = 0;
    #busy = false;
    #callOff: (() => void) | null = null;
    #writes: Promise<unknown>;

    constructor(publish: Publish, options: {
        storage?: EntryStorage;
        told?: (entries: readonly Entry[]) => void;
        later?: (ms: number, run: () => void) => () => void;
        isOnline?: () => boolean;
    } = {}) {
        this.#publish = publish;
        this.#storage = options.storage ?? new InMemory();
        this.#told = options.told ?? (() => {});
        this.#later = options.later ?? timer;
        this.#isOnline = options.isOnline ?? (() => navigator.onLine);
        this.#writes = this.#storage.all().catch(() => []).then(entries => this.#restored(entries));
    }

    /** Resolved when it is published, refused or withdrawn; while offline that may take long, so nothing should wait for it in sight. */
    send(draft: Draft): { key: string; sent: Promise<Sent> } {
        const key = newKey();
        const entry: Entry = { ...draft, key, order: this.#nextOrder(), at: new Date().toISOString(), state: 'waiting' };
        const sent = new Promise<Sent>(resolve => this.#promised.set(key, resolve));

        if (this.#entries.length >= ENTRIES_MOST)
            this.#settle(key, { ok: false, problem: problemOf({ code: 'outbox_full', status: 0, detail: '', fields: [] }) });
        else
            this.#add(entry);
        return { key, sent };
    }

    /** A failed one once more. */
    retry(key: string): void {
        this.#change(key, { state: 'waiting', problem: undefined, triedAt: undefined });
        this.wake();
    }

    /** Not to be published; false if it is on its way already. */
    discard(key: string): boolean {
        const entry = this.#entries.find(one => one.key === key);

        if (!entry || entry.state === 'sending')
            return false;
        this.#remove(key);
        this.#settle(key, { ok: false, problem: problemOf({ code: 'discarded', status: 0, detail: '', fields: [] }) });
        return true;
    }

    /** The network is back, or might be. */
    wake(): void {
        this.#callOff?.();
        this.#callOff = null;
        void this.#writes.then(() => this.#pump());
    }

    /** Resolved once all so far is kept. */
    async saved(): Promise<void> {
        await this.#writes;
    }

    #restored(entries: Entry[]): void {
        const kept = entries.map(one => one.state === 'sending' ? { ...one, state: 'waiting' as const } : one);

        this.#entries = [...kept, ...this.#entries].sort((one, other) => one.order - other.order);
        this.#tell();
        void this.#pump();
    }

    #add(entry: Entry): void {
        this.#entries = [...this.#entries, entry];
        this.#write(() => this.#storage.put(entry));
        this.#tell();
        this.wake();
    }

    /* One at a time, the oldest first: nothing is overtaken. What was refused is passed by. */
    async #pump(): Promise<void> {
        while (!this.#busy && !this.#callOff) {
            const entry = this.#entries.find(one => one.state === 'waiting');
            if (!entry)
                return;
            if (entry.triedAt !== undefined && Date.now() - entry.triedAt > KNOWN_MS) {
                this.#refuse(entry, problem('sent_unknown'));
                continue;
            }
            this.#busy = true;
            this.#change(entry.key, { state: 'sending', triedAt: entry.triedAt ?? (this.#isOnline() ? Date.now() : undefined) });
            await this.#try(entry);
            this.#busy = false;
        }
    }

    async #try(entry: Entry): Promise<void> {
        try {
            const id = await this.#publish(entry);
            this.#failures = 0;
            this.#remove(entry.key);
            this.#settle(entry.key, { ok: true, id });
        } catch (error) {
            this.#failed(entry, problemOf(error));
        }
    }

    #failed(entry: Entry, problem: Problem): void {
        const passes = PASSING.has(problem.code) || problem.status >= 500 || problem.retryAfter !== undefined;

        if (passes) {
            this.#change(entry.key, problem.status > 0 && problem.status < 500 ? { state: 'waiting', problem, triedAt: undefined } : { state: 'waiting', problem });
            this.#pause(problem.retryAfter ?? Math.min(MOST_S, FIRST_S * 2 ** this.#failures++));
            return;
        }
        this.#refuse(entry, problem);
    }

    /* It stays, for its writer to decide. */
    #refuse(entry: Entry, problem: Problem): void {
        this.#change(entry.key, { state: 'failed', problem });
        this.#settle(entry.key, { ok: false, problem });
    }

    #pause(seconds: number): void {
        this.#callOff = this.#later(seconds * 1000, () => this.wake());
    }

    #change(key: string, change: Pick<Entry, 'state' | 'problem' | 'triedAt'>): void {
        this.#entries = this.#entries.map(one => one.key === key ? { ...one, ...change } : one);
        const changed = this.#entries.find(one => one.key === key);
        if (changed)
            this.#write(() => this.#storage.put(changed));
        this.#tell();
    }

    #remove(key: string): void {
        this.#entries = this.#entries.filter(one => one.key !== key);
        this.#write(() => this.#storage.remove(key));
        this.#tell();
    }

    #tell(): void {
        this.#told(this.#entries);
    }

    #settle(key: string, sent: Sent): void {
        this.#promised.get(key)?.(sent);
        this.#promised.delete(key);
    }

    /* What cannot be kept is sent all the same. */
    #write(run: () => Promise<void>): void {
        this.#writes = this.#writes.then(run).catch(() => {});
    }

    /* After a reload, and from several pages at once, later ones have larger numbers. */
    #nextOrder(): number {
        return Math.max(Date.now(), ...this.#entries.map(one => one.order + 1));
    }
}

function timer(ms: number, run: () => void): () => void {
    const id = setTimeout(run, ms);

    return () => clearTimeout(id);
}

/** By GraphQL; the key makes it one, however often it is tried. */
export function publishBy(client: ApolloClient): Publish {
    return async entry => {
        const context = { headers: { 'Idempotency-Key': entry.key } };

        if (entry.kind === 'post')
            return entry.media?.length ? (await import('./media/publish')).publishMedia(entry, input => publishPost(client, entry.key, input))
                : publishPost(client, entry.key, entry.input);
        const { data } = await client.mutate({ mutation: SendCommentDocument, variables: { input: entry.input }, context });
        return data!.createComment!.comment.id;
    };
}

async function publishPost(client: ApolloClient, key: string, input: CreatePostInput): Promise<string> {
    const { data } = await client.mutate({ mutation: SendPostDocument, variables: { input }, context: { headers: { 'Idempotency-Key': key } } });

    return data!.createPost!.post.id;
}

const useStore = create<{ entries: readonly Entry[]; outbox: Outbox | null }>(() => ({ entries: [], outbox: null }));

/** All that is on its way or failed, oldest first. */
export const useOutboxEntries = (): readonly Entry[] => useStore(state => state.entries);

/** const { sent } = outbox().send({ kind: 'post', input: { content } }) */
export function outbox(): Outbox {
    const { outbox } = useStore.getState();

    if (!outbox)
        throw new Error('nobody is signed in');
    return outbox;
}

export function startOutbox(publish: Publish, storage: EntryStorage): Outbox {
    const outbox = new Outbox(publish, { storage, told: entries => useStore.setState({ entries }) });

    useStore.setState({ outbox });
    return outbox;
}
