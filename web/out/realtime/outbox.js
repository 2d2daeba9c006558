import { backoff } from './clock.js';
import { MESSAGE_MOST, RealtimeError, octets } from './commands.js';
const MOST = 1000, ANSWER_MS = 30_000, TRIES = 5;
/** Answers after which the same message may well be taken, although none says when. */
const PASSING = new Set(['internal_error', 'overloaded', 'unavailable', 'store_unavailable', 'storage_failed', 'contention', 'timed_out',
    'too_many_messages', 'too_many_requests', 'slow_mode', 'cancelled']);
export class Outbox {
    storage;
    clock;
    wire;
    tell;
    #lanes = new Map();
    #failed = new Map();
    #promised = new Map();
    #loaded;
    #writes;
    #count = 0; /* of all that wait or failed */
    #order = 0;
    #userId;
    #open = false;
    constructor(storage, clock, wire, tell) {
        this.storage = storage;
        this.clock = clock;
        this.wire = wire;
        this.tell = tell;
        this.#loaded = storage.load().catch(() => []).then(entries => this.#restored(entries));
        this.#writes = this.#loaded;
    }
    /* ---- for people ---- */
    add(draft, clientRef = randomRef()) {
        const sent = new Promise((resolve, reject) => this.#promised.set(clientRef, { resolve, reject }));
        sent.catch(() => { }); /* who does not ask is told by `tell` */
        const problem = this.#refuses(draft, clientRef);
        if (problem)
            this.#settle(clientRef)?.reject(problem);
        else
            this.#take(draft, clientRef);
        return { clientRef, sent };
    }
    /** All that wait, in order, and all that failed. */
    async entries() {
        await this.#loaded;
        return [...this.#waiting(), ...this.#failed.values()].sort(byOrder);
    }
    /** A failed one again, after all that wait in its channel. */
    retry(clientRef) {
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
    discard(clientRef) {
        const entry = this.#failed.get(clientRef) ?? this.#withdrawn(clientRef);
        if (!entry)
            return false;
        this.#failed.delete(clientRef);
        this.#forget(entry);
        this.#settle(clientRef)?.reject(new RealtimeError('discarded'));
        this.tell({ change: 'discarded', entry });
        return true;
    }
    /** Resolved once all that was said so far is in the storage. */
    async saved() {
        await this.#loaded;
        await this.#writes;
    }
    /* ---- for the client ---- */
    opened(userId) {
        this.#userId = userId;
        this.#open = true;
        for (const lane of [...this.#lanes.values()])
            this.#pump(lane);
    }
    /** `blame`: what was on its way may be why; it is not sent again. */
    closed(blame) {
        this.#open = false;
        for (const lane of [...this.#lanes.values()]) {
            if (!lane.sending)
                continue;
            this.#rest(lane);
            if (blame)
                this.#fail(lane, 'not_sent', 'The connection ended while this was sent.');
        }
    }
    /* ---- the lanes ---- */
    #restored(entries) {
        for (const entry of entries.sort(byOrder)) {
            this.#order = Math.max(this.#order, entry.order);
            this.#count++;
            if (entry.failed)
                this.#failed.set(entry.clientRef, entry);
            else
                this.#enqueue(entry);
        }
    }
    #refuses(draft, clientRef) {
        if (this.#count >= MOST)
            return new RealtimeError('outbox_full', `${MOST} messages wait already.`);
        return octets(command(draft, clientRef)) + REF_MOST > MESSAGE_MOST ? new RealtimeError('too_big') : null;
    }
    #take(draft, clientRef) {
        this.#count++;
        this.#loaded.then(() => {
            const entry = { ...draft, clientRef, order: this.#nextOrder(), userId: this.#userId };
            this.#save(entry);
            this.tell({ change: 'waiting', entry });
            this.#enqueue(entry);
        });
    }
    #enqueue(entry) {
        let lane = this.#lanes.get(entry.channelId);
        if (!lane)
            this.#lanes.set(entry.channelId, lane = { channelId: entry.channelId, entries: [], sending: false, tries: 0, callOff: null });
        lane.entries.push(entry);
        this.#pump(lane);
    }
    #pump(lane) {
        const entry = lane.entries[0];
        if (!entry)
            return void this.#lanes.delete(lane.channelId);
        if (!this.#open || lane.callOff)
            return;
        if (entry.userId && entry.userId !== this.#userId)
            return this.#fail(lane, 'not_sent', 'Somebody else wrote this.');
        lane.sending = true;
        lane.callOff = this.clock.after(ANSWER_MS, () => this.wire.silent());
        this.wire.send(command(entry, entry.clientRef), answer => this.#heard(lane, answer));
    }
    /** Nothing of it is on its way. */
    #rest(lane) {
        lane.sending = false;
        lane.callOff?.();
        lane.callOff = null;
    }
    #heard(lane, answer) {
        this.#rest(lane);
        if (answer.type === 'ack')
            this.#done(lane, answer);
        else if (answer.retryMs !== undefined)
            this.#pause(lane, answer, answer.retryMs);
        else if (PASSING.has(answer.code) && ++lane.tries < TRIES)
            this.#pause(lane, answer, backoff(this.clock, lane.tries));
        else
            this.#fail(lane, answer.code, answer.detail);
    }
    #done(lane, ack) {
        const entry = this.#first(lane);
        this.#forget(entry);
        this.#settle(entry.clientRef)?.resolve(ack);
        this.tell({ change: 'sent', entry, ack });
        this.#pump(lane);
    }
    #pause(lane, { code }, retryMs) {
        lane.callOff = this.clock.after(retryMs, () => {
            lane.callOff = null;
            this.#pump(lane);
        });
        this.tell({ change: 'waiting', entry: lane.entries[0], retryMs, code });
    }
    #fail(lane, code, detail) {
        const entry = this.#first(lane);
        entry.failed = { code, detail };
        this.#failed.set(entry.clientRef, entry);
        this.#save(entry);
        this.#settle(entry.clientRef)?.reject(new RealtimeError(code, detail));
        this.tell({ change: 'failed', entry, code, detail });
        this.#pump(lane);
    }
    #first(lane) {
        lane.tries = 0;
        return lane.entries.shift();
    }
    #withdrawn(clientRef) {
        for (const lane of this.#lanes.values()) {
            const at = lane.entries.findIndex(entry => entry.clientRef === clientRef);
            if (at >= (lane.sending ? 1 : 0))
                return lane.entries.splice(at, 1)[0];
        }
        return undefined;
    }
    *#waiting() {
        for (const lane of this.#lanes.values())
            yield* lane.entries;
    }
    /* ---- keeping ---- */
    /** After a reload too, and for several pages at once, later ones have larger numbers. */
    #nextOrder() {
        return this.#order = Math.max(this.#order + 1, Date.now());
    }
    #save(entry) {
        const copy = { ...entry };
        this.#write(() => this.storage.put(copy));
    }
    #forget(entry) {
        this.#count--;
        this.#write(() => this.storage.remove(entry.clientRef));
    }
    /** One after the other; what cannot be kept is sent all the same. */
    #write(run) {
        this.#writes = this.#writes.then(run).catch(() => { });
    }
    #settle(clientRef) {
        const promised = this.#promised.get(clientRef);
        this.#promised.delete(clientRef);
        return promised;
    }
}
/** Room for the ref that is added when it is sent. */
const REF_MOST = 32;
function command(draft, clientRef) {
    const { channelId, content, messageType, mediaIds, replyToId, threadRootId, forwardOf } = draft;
    return { type: 'send', channelId, content, messageType, mediaIds, replyToId, threadRootId, forwardOf, clientRef };
}
function byOrder(one, other) {
    return one.order - other.order || (one.clientRef < other.clientRef ? -1 : 1);
}
/** 128 random bits. (randomUUID needs HTTPS.) */
function randomRef() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), octet => octet.toString(16).padStart(2, '0')).join('');
}
