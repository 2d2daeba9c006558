import { systemClock } from './clock.js';
import { RealtimeError } from './commands.js';
import { Emitter } from './emitter.js';
import { Line } from './line.js';
import { Outbox } from './outbox.js';
import { Seen } from './seen.js';
import { MemoryStorage } from './storage.js';
import { Topics } from './topics.js';
import { OwnTyping, Typists } from './typing.js';
const REOPEN_MS = 50, QUERY_MOST = 2000, REQUESTS_MOST = 1000, READS_MOST = 1000;
/**
 * One connection that lasts, over any number of those that do not: it comes back and goes on where it was, gives every event once and in
 * order, and sends every message once and in order.
 */
export class RealtimeClient {
    outbox;
    #emitter = new Emitter();
    #line;
    #topics;
    #typists;
    #ownTyping;
    #seen = new Seen();
    #clock;
    #content;
    #requests = new Set();
    #reads = new Map(); /* by channel, until they are acknowledged */
    #position;
    #userId;
    #carried = []; /* topics that the connection was opened with */
    #late = false; /* they are too many for the query, and go into `resume` */
    #deaf = false; /* until `resumed`: what comes will come again */
    #known = false; /* a server has greeted it */
    #away = false;
    #reopening = null;
    constructor(options) {
        const { transport, clock = systemClock, hints = windowOf() } = options;
        this.#clock = clock;
        this.#content = options.content ?? false;
        this.#position = options.cursor ?? null;
        this.#userId = options.userId;
        this.#line = new Line('open' in transport ? [transport] : transport, clock, hints, {
            credentials: renew => options.credentials ? options.credentials(renew) : { cookie: true },
            wants: twoWay => this.#wants(twoWay),
            heard: event => this.#heard(event),
            closed: blame => this.#closed(blame),
            state: state => this.#emitter.emit('state', state),
        });
        this.#topics = new Topics(clock, this.#line, () => this.#reopenSoon());
        this.outbox = new Outbox(options.storage ?? new MemoryStorage(), clock, this.#line, change => this.#emitter.emit('outbox', change));
        this.#typists = new Typists(clock, (channelId, userIds) => this.#emitter.emit('typists', { channelId, userIds }));
        this.#ownTyping = new OwnTyping(clock);
    }
    get state() {
        return this.#line.state;
    }
    /** Where it stands: all up to here has been given to listeners. */
    get cursor() {
        return this.#position;
    }
    /** Also ends a wait, and begins again after a stop. */
    connect() {
        this.#line.connect();
    }
    /** What waits in the outbox stays there. */
    close() {
        this.#line.stop('closed');
    }
    /** Returns how to stop listening. */
    on(type, listener) {
        return this.#emitter.on(type, listener);
    }
    /** Outlives connections, until it is closed or the server ends it. */
    subscribe(topic, ended) {
        return this.#topics.hold(topic, ended);
    }
    /* ---- messages ---- */
    /** Goes out when it can, once, after all that were written before it in that channel. */
    send(draft, clientRef) {
        this.#ownTyping.sent(draft.channelId);
        return this.outbox.add(draft, clientRef);
    }
    edit(messageId, content) {
        return this.request({ type: 'edit', messageId, content });
    }
    delete(messageId) {
        return this.request({ type: 'delete', messageId });
    }
    react(messageId, emoji, on = true) {
        return this.request({ type: on ? 'react' : 'unreact', messageId, emoji });
    }
    /** A command that is tried now, or rejected. If the connection ends meanwhile (`disconnected`), it may have been done. */
    request(command) {
        if (!this.#line.open || this.#requests.size >= REQUESTS_MOST)
            return Promise.reject(new RealtimeError(this.#line.open ? 'too_many_messages' : 'disconnected'));
        return new Promise((resolve, reject) => {
            this.#requests.add(reject);
            this.#line.send(command, answer => {
                this.#requests.delete(reject);
                if (answer.type === 'error')
                    reject(new RealtimeError(answer.code, answer.detail, answer.retryMs));
                else
                    resolve(answer);
            });
        });
    }
    /** Read up to here; said later if it cannot be said now. */
    read(channelId, messageId) {
        this.#reads.delete(channelId);
        this.#reads.set(channelId, messageId);
        if (this.#reads.size > READS_MOST)
            this.#reads.delete(this.#reads.keys().next().value);
        if (this.#line.open)
            this.#sayRead(channelId, messageId);
    }
    /* ---- typing and presence ---- */
    /** To be called at each key. False: the text is empty again. */
    typing(channelId, typing = true) {
        if (this.#line.open && !this.#line.busy && this.#ownTyping.due(channelId, typing))
            this.#line.send({ type: 'typing', channelId, typing });
    }
    /** Who else types there; changes come as `typists`. */
    typistsIn(channelId) {
        return this.#typists.in(channelId);
    }
    /** This connection's, also when it comes back. */
    setAway(away) {
        if (away !== this.#away && this.#line.open)
            this.#line.send({ type: 'presence', status: away ? 'away' : 'online' });
        this.#away = away;
    }
    /** The account's, kept by the server. */
    setInvisible(invisible) {
        return this.request({ type: 'presence', status: invisible ? 'invisible' : 'visible' });
    }
    watchPresence(userId, listener) {
        const stop = this.on('presence', event => event.userId === userId && listener(event));
        const { ready, close } = this.subscribe(`presence:${userId}`);
        return { ready, close: () => { stop(); close(); } };
    }
    /* ---- a connection begins and ends ---- */
    #wants(twoWay) {
        const content = this.#content;
        this.#reopening?.();
        this.#reopening = null;
        this.#carried = this.#topics.names(!twoWay || !this.#known);
        this.#late = twoWay && this.#carried.join().length > QUERY_MOST;
        return this.#late ? { topics: [], cursor: null, content } : { topics: this.#carried, cursor: this.#position, content };
    }
    #greeted(hello) {
        if (this.#userId !== undefined && this.#userId !== hello.userId)
            return this.#line.stop('other_account');
        this.#userId = hello.userId;
        this.#known = true;
        this.#position ??= hello.cursor;
        this.#deaf = this.#late;
        if (this.#late)
            this.#resume(this.#position);
        this.#line.say({ name: this.#late || hello.resumed ? 'catching_up' : 'live' });
        this.#topics.opened(this.#carried);
        this.outbox.opened(hello.userId);
        if (this.#away)
            this.#line.send({ type: 'presence', status: 'away' });
        for (const [channelId, messageId] of this.#reads)
            this.#sayRead(channelId, messageId);
    }
    #closed(blame) {
        this.outbox.closed(blame);
        for (const reject of this.#requests)
            reject(new RealtimeError('disconnected'));
        this.#requests.clear();
        this.#typists.clear();
    }
    #resume(cursor) {
        this.#line.send({ type: 'resume', cursor, topics: this.#carried }, answer => {
            if (answer.type === 'error' && !answer.topic)
                this.#line.silent();
        });
    }
    #sayRead(channelId, messageId) {
        this.#line.send({ type: 'read', channelId, messageId }, () => {
            if (this.#reads.get(channelId) === messageId)
                this.#reads.delete(channelId);
        });
    }
    /** A connection of one way has its topics from its beginning. */
    #reopenSoon() {
        this.#reopening ??= this.#clock.after(REOPEN_MS, () => {
            this.#reopening = null;
            if (this.#line.open)
                this.#line.reopen();
        });
    }
    /* ---- events ---- */
    #heard(event) {
        if (!this.#understood(event))
            return;
        this.#typists.hear(event);
        this.#emitter.emit(event.type, event);
        this.#emitter.emit('*', event);
    }
    /** False: nobody is to hear of it. */
    #understood(event) {
        switch (event.type) {
            case 'hello':
                this.#greeted(event);
                return true;
            case 'resumed':
                this.#deaf = false;
                return true;
            case 'live':
                this.#position = event.cursor;
                this.#line.say({ name: 'live' });
                return true;
            case 'resync':
                this.#restart(event.cursor);
                return true;
            case 'subscribed': return true;
            case 'unsubscribed':
                event.reason && this.#topics.lost(event.topic, event.reason);
                return true;
            case 'error':
                event.topic && this.#topics.lost(event.topic, event.code, event.detail);
                return true;
            default: return this.#isNews(event);
        }
    }
    #isNews(event) {
        if (!('cursor' in event))
            return true;
        if (this.#deaf || !this.#seen.add(event.cursor))
            return false;
        this.#position = event.cursor;
        return true;
    }
    /** Too much was missed: on from there, with what listeners fetch again. */
    #restart(cursor) {
        this.#deaf = false;
        this.#position = cursor;
        this.#seen.clear();
        this.#line.say({ name: 'live' });
    }
}
function windowOf() {
    return typeof addEventListener === 'function' && typeof removeEventListener === 'function' ? globalThis : null;
}
