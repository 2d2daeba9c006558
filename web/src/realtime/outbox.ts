import { backoff, type Clock } from './clock.js';
import { MESSAGE_MOST, RealtimeError, octets, type Command, type Draft } from './commands.js';
import type { Ack, Refusal } from './events.js';
import type { Wire } from './wire.js';
import type { Entry, OutboxStorage } from './storage.js';

/**
 * What happened to a message: `waiting` (written, or to be tried again in `retryMs`), `sent`, `failed` (kept until it is retried or
 * discarded), `discarded`.
 */
export type OutboxChange =
    | { change: 'waiting'; entry: Entry; retryMs?: number; code?: string }
    | { change: 'sent'; entry: Entry; ack: Ack }
    | { change: 'failed'; entry: Entry; code: string; detail: string }
    | { change: 'discarded'; entry: Entry };

/** A message that was handed over; `sent` is rejected with a RealtimeError if the server will not take it. */
export interface Sending { clientRef: string; sent: Promise<Ack> }

const MOST = 1000, ANSWER_MS = 30_000, TRIES = 5;

/* Answers after which the same message may well be taken, although none says when. */
const PASSING = new Set(['internal_error', 'overloaded', 'unavailable', 'store_unavailable', 'storage_failed', 'contention', 'timed_out',
    'too_many_messages', 'too_many_requests', 'slow_mode', 'cancelled']);

/**
 * The messages of one channel, in order. One is on its way at a time: so a message that has to wait is never overtaken, and order holds
 * over any number of connections, since the server knows repeats by their clientRef.
 */
interface Lane { channelId: string; entries: Entry[]; sending: boolean; tries: number; callOff: (() => void) | null }

interface Promised { resolve(ack: Ack): void; reject(problem: RealtimeError): void }

export class Outbox {
    readonly #lanes = new Map<string, Lane>();
    readonly #failed = new Map<string, Entry>();
    readonly #promised = new Map<string, Promised>();
    readonly #loaded: Promise<void>;
    #writes: Promise<unknown>;
    #count = 0;                           /* of all that wait or failed */
    #order = 0;
    #userId: string | undefined;
    #open = false;
    readonly #storage: OutboxStorage;
    readonly #clock: Clock;
    readonly #wire: Wire;
    readonly #tell: (change: OutboxChange) => void;

    constructor(storage: OutboxStorage, clock: Clock, wire: Wire, tell: (change: OutboxChange) => void) {
        this.#storage = storage;
        this.#clock = clock;
        this.#wire = wire;
        this.#tell = tell;
        this.#loaded = storage.load().catch(() => []).then(entries => this.#restored(entries));
        this.#writes = this.#loaded;
    }

    /* ---- for people ---- */

    add(draft: Draft, clientRef = randomRef()): Sending {
        const sent = new Promise<Ack>((resolve, reject) => this.#promised.set(clientRef, { resolve, reject }));
        sent.catch(() => {});                    /* who does not ask is told by `tell` */
        const problem = this.#refuses(draft, clientRef);
        if (problem)
            this.#settle(clientRef)?.reject(problem);
        else
            this.#take(draft, clientRef);
        return { clientRef, sent };
    }

    /** All that wait, in order, and all that failed. */
    async entries(): Promise<Entry[]> {
        await this.#loaded;
        return [...this.#waiting(), ...this.#failed.values()].sort(byOrder);
    }

    /** A failed one again, after all that wait in its channel. */
    retry(clientRef: string): boolean {
        const entry = this.#failed.get(clientRef);
        if (!entry)
            return false;
        this.#failed.delete(clientRef);
        delete entry.failed;
        entry.order = this.#nextOrder();
        this.#save(entry);
        this.#enqueue(entry);
        return true;
    }

    /** One that failed, or is not on its way yet. */
    discard(clientRef: string): boolean {
        const entry = this.#failed.get(clientRef) ?? this.#withdrawn(clientRef);
        if (!entry)
            return false;
        this.#failed.delete(clientRef);
        this.#forget(entry);
        this.#settle(clientRef)?.reject(new RealtimeError('discarded'));
        this.#tell({ change: 'discarded', entry });
        return true;
    }

    /** Resolved once all that was said so far is in the storage. */
    async saved(): Promise<void> {
        await this.#loaded;
        await this.#writes;
    }

    /* ---- for the client ---- */

    opened(userId: string): void {
        this.#userId = userId;
        this.#open = true;
        for (const lane of [...this.#lanes.values()])
            this.#pump(lane);
    }

    /* `blame`: what was on its way may be why; it is not sent again. */
    closed(blame: boolean): void {
        this.#open = false;
        for (const lane of [...this.#lanes.values()]) {
            if (!lane.sending)
                continue;
            this.#rest(lane);
            if (blame)
                this.#fail(lane, 'not_sent');
        }
    }

    /* ---- the lanes ---- */

    #restored(entries: Entry[]): void {
        for (const entry of entries.sort(byOrder)) {
            this.#order = Math.max(this.#order, entry.order);
            this.#count++;
            if (entry.failed)
                this.#failed.set(entry.clientRef, entry);
            else
                this.#enqueue(entry);
        }
    }

    #refuses(draft: Draft, clientRef: string): RealtimeError | null {
        if (this.#count >= MOST)
            return new RealtimeError('outbox_full');
        return octets({ type: 'send', clientRef, ...draft }) + REF_MOST > MESSAGE_MOST ? new RealtimeError('too_big') : null;
    }

    #take(draft: Draft, clientRef: string): void {
        this.#count++;
        this.#loaded.then(() => {
            const entry: Entry = { ...draft, clientRef, order: this.#nextOrder(), userId: this.#userId };
            this.#save(entry);
            this.#tell({ change: 'waiting', entry });
            this.#enqueue(entry);
        });
    }

    #enqueue(entry: Entry): void {
        let lane = this.#lanes.get(entry.channelId);
        if (!lane)
            this.#lanes.set(entry.channelId, lane = { channelId: entry.channelId, entries: [], sending: false, tries: 0, callOff: null });
        lane.entries.push(entry);
        this.#pump(lane);
    }

    #pump(lane: Lane): void {
        const entry = lane.entries[0];
        if (!entry)
            return void this.#lanes.delete(lane.channelId);
        if (!this.#open || lane.callOff)
            return;
        if (entry.userId && entry.userId !== this.#userId)
            return this.#fail(lane, 'not_sent');
        lane.sending = true;
        lane.callOff = this.#clock.after(ANSWER_MS, () => this.#wire.silent());
        this.#wire.send(command(entry), answer => this.#heard(lane, answer as Ack | Refusal));
    }

    /* Nothing of it is on its way. */
    #rest(lane: Lane): void {
        lane.sending = false;
        lane.callOff?.();
        lane.callOff = null;
    }

    #heard(lane: Lane, answer: Ack | Refusal): void {
        this.#rest(lane);
        if (answer.type === 'ack')
            this.#done(lane, answer);
        else if (answer.retryMs !== undefined)
            this.#pause(lane, answer, answer.retryMs);
        else if (PASSING.has(answer.code) && ++lane.tries < TRIES)
            this.#pause(lane, answer, backoff(this.#clock, lane.tries));
        else
            this.#fail(lane, answer.code, answer.detail);
    }

    #done(lane: Lane, ack: Ack): void {
        const entry = this.#first(lane);
        this.#forget(entry);
        this.#settle(entry.clientRef)?.resolve(ack);
        this.#tell({ change: 'sent', entry, ack });
        this.#pump(lane);
    }

    #pause(lane: Lane, { code }: Refusal, retryMs: number): void {
        lane.callOff = this.#clock.after(retryMs, () => {
            lane.callOff = null;
            this.#pump(lane);
        });
        this.#tell({ change: 'waiting', entry: lane.entries[0]!, retryMs, code });
    }

    #fail(lane: Lane, code: string, detail = code): void {
        const entry = this.#first(lane);
        entry.failed = { code, detail };
        this.#failed.set(entry.clientRef, entry);
        this.#save(entry);
        this.#settle(entry.clientRef)?.reject(new RealtimeError(code, detail));
        this.#tell({ change: 'failed', entry, code, detail });
        this.#pump(lane);
    }

    #first(lane: Lane): Entry {
        lane.tries = 0;
        return lane.entries.shift()!;
    }

    #withdrawn(clientRef: string): Entry | undefined {
        for (const lane of this.#lanes.values()) {
            const at = lane.entries.findIndex(entry => entry.clientRef === clientRef);
            if (at >= (lane.sending ? 1 : 0))
                return lane.entries.splice(at, 1)[0];
        }
        return undefined;
    }

    *#waiting(): Iterable<Entry> {
        for (const lane of this.#lanes.values())
            yield* lane.entries;
    }

    /* ---- keeping ---- */

    /* After a reload too, and for several pages at once, later ones have larger numbers. */
    #nextOrder(): number {
        return this.#order = Math.max(this.#order + 1, Date.now());
    }

    #save(entry: Entry): void {
        const copy = { ...entry };
        this.#write(() => this.#storage.put(copy));
    }

    #forget(entry: Entry): void {
        this.#count--;
        this.#write(() => this.#storage.remove(entry.clientRef));
    }

    /* One after the other; what cannot be kept is sent all the same. */
    #write(run: () => Promise<void>): void {
        this.#writes = this.#writes.then(run).catch(() => {});
    }

    #settle(clientRef: string): Promised | undefined {
        const promised = this.#promised.get(clientRef);
        this.#promised.delete(clientRef);
        return promised;
    }
}

/* Room for the ref that is added when it is sent. */
const REF_MOST = 32;

function command({ order: _, userId, failed, ...message }: Entry): Command {
    return { type: 'send', ...message };
}

function byOrder(one: Entry, other: Entry): number {
    return one.order - other.order || (one.clientRef < other.clientRef ? -1 : 1);
}

/* 128 random bits: randomUUID needs HTTPS, and Node 18 has neither. */
function randomRef(): string {
    const octets = globalThis.crypto ? crypto.getRandomValues(new Uint8Array(16)) : Uint8Array.from({ length: 16 }, () => Math.random() * 256);
    return Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join('');
}
