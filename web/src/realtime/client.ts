import { systemClock, type Clock } from './clock.js';
import { RealtimeError, type Command, type Draft } from './commands.js';
import { Emitter, type EventMap } from './emitter.js';
import type { Ack, Hello, News, Presence, ServerEvent } from './events.js';
import { Line, type Hints, type State } from './line.js';
import { Outbox, type Sending } from './outbox.js';
import { Seen } from './seen.js';
import { MemoryStorage, type OutboxStorage } from './storage.js';
import { Topics, type Ended, type Subscription, type TopicName } from './topics.js';
import type { Credentials, Transport } from './transport.js';
import { OwnTyping, Typists } from './typing.js';

export interface ClientOptions {
    /** One, or several: where one cannot be opened, the next is tried. */
    transport: Transport | readonly Transport[];
    /** Asked before each attempt; `renew`: what was given last is not good any more. Null: nobody is signed in. Left out: the cookie. */
    credentials?: (renew: boolean) => Credentials | null | Promise<Credentials | null>;
    /** Events of messages carry what they say. */
    content?: boolean;
    /** Where an earlier client stood: its `cursor`. */
    cursor?: string;
    /** Whose this is. If the server takes it for somebody else, the client stops; so it does when that changes later. */
    userId?: string;
    /** Where messages wait. Left out: in memory. */
    storage?: OutboxStorage;
    /** Says `online` and `offline`. Left out: the window. */
    hints?: Hints | null;
    clock?: Clock;
}

interface ReadMark { messageId: string; saying: boolean }

const REOPEN_MS = 50, QUERY_MOST = 2000, REQUESTS_MOST = 1000, READS_MOST = 1000;

/**
 * One connection that lasts, over any number of those that do not: it comes back and goes on where it was, gives every event once and in
 * order, and sends every message once and in order.
 */
export class RealtimeClient {
    readonly outbox: Outbox;
    readonly #emitter = new Emitter();
    readonly #line: Line;
    readonly #topics: Topics;
    readonly #typists: Typists;
    readonly #ownTyping: OwnTyping;
    readonly #seen = new Seen();
    readonly #clock: Clock;
    readonly #content: boolean;
    readonly #requests = new Set<(problem: RealtimeError) => void>();
    readonly #reads = new Map<string, ReadMark>();        /* by channel, until they are acknowledged */
    readonly #presences = new Map<string, Presence>();           /* of those who are watched */
    #position: string | null;
    #userId: string | undefined;
    #carried: string[] = [];                              /* topics that the connection was opened with */
    #late = false;                                        /* they are too many for the query, and go into `resume` */
    #deaf = false;                                        /* until `resumed`: what comes will come again */
    #known = false;                                              /* a server has greeted it */
    #away = false;
    #reopening: (() => void) | null = null;

    constructor(options: ClientOptions) {
        const { transport, clock = systemClock, hints = windowOf() } = options;
        this.#clock = clock;
        this.#content = options.content ?? false;
        this.#position = options.cursor ?? null;
        this.#userId = options.userId;
        this.#line = new Line('open' in transport ? [transport] : transport, clock, hints, {
            credentials: renew => options.credentials ? options.credentials(renew) : { cookie: true },
            wants: twoWay => this.#wants(twoWay),
            heard: event => this.#heard(event),
            later: () => this.#topics.later(),
            closed: blame => this.#closed(blame),
            state: state => this.#emitter.emit('state', state),
        });
        this.#topics = new Topics(clock, this.#line, () => this.#reopenSoon());
        this.outbox = new Outbox(options.storage ?? new MemoryStorage(), clock, this.#line, change => this.#emitter.emit('outbox', change));
        this.#typists = new Typists(clock, (channelId, userIds) => this.#emitter.emit('typists', { channelId, userIds }));
        this.#ownTyping = new OwnTyping(clock);
    }

    get state(): State {
        return this.#line.state;
    }

    /** Where it stands: all up to here has been given to listeners. */
    get cursor(): string | null {
        return this.#position;
    }

    /** Also ends a wait, and begins again after a stop. */
    connect(): void {
        this.#line.connect();
    }

    /** What waits in the outbox stays there. */
    close(): void {
        this.#line.stop('closed');
    }

    /** Returns how to stop listening. */
    on<Type extends keyof EventMap>(type: Type, listener: (event: EventMap[Type]) => void): () => void {
        return this.#emitter.on(type, listener);
    }

    /** Outlives connections, until it is closed or the server ends it. */
    subscribe(topic: TopicName, ended?: Ended): Subscription {
        return this.#topics.hold(topic, ended);
    }

    /* ---- messages ---- */

    /** Goes out when it can, once, after all that were written before it in that channel. */
    send(draft: Draft, clientRef?: string): Sending {
        this.#ownTyping.sent(draft.channelId);
        return this.outbox.add(draft, clientRef);
    }

    edit(messageId: string, content: string): Promise<Ack> {
        return this.request({ type: 'edit', messageId, content });
    }

    delete(messageId: string): Promise<Ack> {
        return this.request({ type: 'delete', messageId });
    }

    react(messageId: string, emoji: string, on = true): Promise<Ack> {
        return this.request({ type: on ? 'react' : 'unreact', messageId, emoji });
    }

    /** A command that is tried now, or rejected. If the connection ends meanwhile (`disconnected`), it may have been done. */
    request(command: Command): Promise<Ack> {
        if (!this.#line.open || this.#requests.size >= REQUESTS_MOST)
            return Promise.reject(new RealtimeError(this.#line.open ? 'too_many_messages' : 'disconnected'));
        return new Promise((resolve, reject) => {
            this.#requests.add(reject);
            this.#line.send(command, answer => {
                this.#requests.delete(reject);
                if (answer.type === 'error')
                    reject(new RealtimeError(answer.code, answer.detail, answer.retryMs));
                else
                    resolve(answer as Ack);
            });
        });
    }

    /** Read up to here; said later if it cannot be said now. */
    read(channelId: string, messageId: string): void {
        const mark = this.#reads.get(channelId) ?? { messageId, saying: false };
        mark.messageId = messageId;
        this.#reads.set(channelId, mark);
        if (this.#reads.size > READS_MOST)
            this.#reads.delete(this.#reads.keys().next().value!);
        this.#sayRead(channelId, mark);
    }

    /* ---- typing and presence ---- */

    /** To be called at each key. False: the text is empty again. */
    typing(channelId: string, typing = true): void {
        if (this.#line.open && !this.#line.busy && this.#ownTyping.due(channelId, typing))
            this.#line.send({ type: 'typing', channelId, typing });
    }

    /** Who else types there; changes come as `typists`. */
    typistsIn(channelId: string): string[] {
        return this.#typists.in(channelId);
    }

    /** This connection's, also when it comes back. */
    setAway(away: boolean): void {
        if (away !== this.#away && this.#line.open)
            this.#line.send({ type: 'presence', status: away ? 'away' : 'online' });
        this.#away = away;
    }

    /** The account's, kept by the server. */
    setInvisible(invisible: boolean): Promise<Ack> {
        return this.request({ type: 'presence', status: invisible ? 'invisible' : 'visible' });
    }

    /** Now, as soon as it is known, and at each change. */
    watchPresence(userId: string, listener: (presence: Presence) => void): Subscription {
        const topic: TopicName = `presence:${userId}`, known = this.#presences.get(userId);
        const stop = this.on('presence', event => event.userId === userId && listener(event)), { ready, close } = this.subscribe(topic);
        if (known)
            listener(known);
        return { ready, close: () => { stop(); close(); this.#topics.has(topic) || this.#presences.delete(userId); } };
    }

    /* ---- a connection begins and ends ---- */

    #wants(twoWay: boolean): { topics: string[]; cursor: string | null; content: boolean } {
        const content = this.#content;
        this.#reopening?.();
        this.#reopening = null;
        this.#carried = this.#topics.names(!twoWay || !this.#known);
        this.#late = twoWay && this.#carried.join().length > QUERY_MOST;
        return this.#late ? { topics: [], cursor: null, content } : { topics: this.#carried, cursor: this.#position, content };
    }

    #greeted(hello: Hello): void {
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
        for (const [channelId, mark] of this.#reads)
            this.#sayRead(channelId, mark);
    }

    #closed(blame: boolean): void {
        this.outbox.closed(blame);
        this.#topics.closed();
        for (const reject of this.#requests)
            reject(new RealtimeError('disconnected'));
        this.#requests.clear();
        for (const mark of this.#reads.values())
            mark.saying = false;
        this.#typists.clear();
    }

    #resume(cursor: string): void {
        this.#line.send({ type: 'resume', cursor, topics: this.#carried }, answer => {
            if (answer.type === 'error' && !answer.topic)
                this.#line.silent();
        });
    }

    /* One at a time, and then the last. */
    #sayRead(channelId: string, mark: ReadMark): void {
        if (mark.saying || !this.#line.open)
            return;
        const { messageId } = mark;
        mark.saying = true;
        this.#line.send({ type: 'read', channelId, messageId }, answer => {
            mark.saying = false;
            if (answer.type === 'error' && answer.retryMs)
                this.#clock.after(answer.retryMs, () => this.#sayRead(channelId, mark));
            else if (mark.messageId !== messageId)
                this.#sayRead(channelId, mark);
            else if (this.#reads.get(channelId) === mark)
                this.#reads.delete(channelId);
        });
    }

    /** A connection of one way has its topics from its beginning. */
    #reopenSoon(): void {
        this.#reopening ??= this.#clock.after(REOPEN_MS, () => {
            this.#reopening = null;
            if (this.#line.open)
                this.#line.reopen();
        });
    }

    /* ---- events ---- */

    #heard(event: ServerEvent): void {
        if (!this.#understood(event))
            return;
        this.#typists.hear(event);
        this.#emitter.emit(event.type, event as never);
        this.#emitter.emit('*', event);
    }

    /** False: nobody is to hear of it. */
    #understood(event: ServerEvent): boolean {
        switch (event.type) {
        case 'hello': this.#greeted(event); return true;
        case 'resumed': this.#deaf = false; return true;
        case 'live': this.#position = event.cursor; this.#line.say({ name: 'live' }); return true;
        case 'resync': this.#restart(event.cursor); return true;
        case 'subscribed': return true;
        case 'presence': this.#topics.has(`presence:${event.userId}`) && this.#presences.set(event.userId, event); return true;
        case 'unsubscribed': event.reason && this.#topics.lost(event.topic, event.reason); return true;
        case 'error': event.topic && this.#topics.lost(event.topic, event.code, event.detail); return true;
        default: return this.#isNews(event as News);
        }
    }

    #isNews(event: News): boolean {
        if (!('cursor' in event) || typeof event.cursor !== 'string')
            return true;
        if (this.#deaf || !this.#seen.add(event.cursor))
            return false;
        this.#position = event.cursor;
        return true;
    }

    /** Too much was missed: on from there, with what listeners fetch again. */
    #restart(cursor: string): void {
        this.#deaf = false;
        this.#position = cursor;
        this.#seen.clear();
        this.#line.say({ name: 'live' });
    }
}

function windowOf(): Hints | null {
    return typeof addEventListener === 'function' && typeof removeEventListener === 'function' ? globalThis : null;
}
