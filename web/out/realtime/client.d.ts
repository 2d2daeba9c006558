import { type Clock } from './clock.js';
import { type Command, type Draft } from './commands.js';
import { type EventMap } from './emitter.js';
import type { Ack, Presence } from './events.js';
import { type Hints, type State } from './line.js';
import { Outbox, type Sending } from './outbox.js';
import { type OutboxStorage } from './storage.js';
import { type Ended, type Subscription, type TopicName } from './topics.js';
import type { Credentials, Transport } from './transport.js';
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
/**
 * One connection that lasts, over any number of those that do not: it comes back and goes on where it was, gives every event once and in
 * order, and sends every message once and in order.
 */
export declare class RealtimeClient {
    #private;
    readonly outbox: Outbox;
    constructor(options: ClientOptions);
    get state(): State;
    /** Where it stands: all up to here has been given to listeners. */
    get cursor(): string | null;
    /** Also ends a wait, and begins again after a stop. */
    connect(): void;
    /** What waits in the outbox stays there. */
    close(): void;
    /** Returns how to stop listening. */
    on<Type extends keyof EventMap>(type: Type, listener: (event: EventMap[Type]) => void): () => void;
    /** Outlives connections, until it is closed or the server ends it. */
    subscribe(topic: TopicName, ended?: Ended): Subscription;
    /** Goes out when it can, once, after all that were written before it in that channel. */
    send(draft: Draft, clientRef?: string): Sending;
    edit(messageId: string, content: string): Promise<Ack>;
    delete(messageId: string): Promise<Ack>;
    react(messageId: string, emoji: string, on?: boolean): Promise<Ack>;
    /** A command that is tried now, or rejected. If the connection ends meanwhile (`disconnected`), it may have been done. */
    request(command: Command): Promise<Ack>;
    /** Read up to here; said later if it cannot be said now. */
    read(channelId: string, messageId: string): void;
    /** To be called at each key. False: the text is empty again. */
    typing(channelId: string, typing?: boolean): void;
    /** Who else types there; changes come as `typists`. */
    typistsIn(channelId: string): string[];
    /** This connection's, also when it comes back. */
    setAway(away: boolean): void;
    /** The account's, kept by the server. */
    setInvisible(invisible: boolean): Promise<Ack>;
    watchPresence(userId: string, listener: (presence: Presence) => void): Subscription;
}
