import { type Clock } from './clock.js';
import { type Draft } from './commands.js';
import type { Ack } from './events.js';
import type { Wire } from './wire.js';
import type { Entry, OutboxStorage } from './storage.js';
/**
 * What happened to a message: `waiting` (written, or to be tried again in `retryMs`), `sent`, `failed` (kept until it is retried or
 * discarded), `discarded`.
 */
export type OutboxChange = {
    change: 'waiting';
    entry: Entry;
    retryMs?: number;
    code?: string;
} | {
    change: 'sent';
    entry: Entry;
    ack: Ack;
} | {
    change: 'failed';
    entry: Entry;
    code: string;
    detail: string;
} | {
    change: 'discarded';
    entry: Entry;
};
/** A message that was handed over; `sent` is rejected with a RealtimeError if the server will not take it. */
export interface Sending {
    clientRef: string;
    sent: Promise<Ack>;
}
export declare class Outbox {
    #private;
    private readonly storage;
    private readonly clock;
    private readonly wire;
    private readonly tell;
    constructor(storage: OutboxStorage, clock: Clock, wire: Wire, tell: (change: OutboxChange) => void);
    add(draft: Draft, clientRef?: string): Sending;
    /** All that wait, in order, and all that failed. */
    entries(): Promise<Entry[]>;
    /** A failed one again, after all that wait in its channel. */
    retry(clientRef: string): boolean;
    /** One that failed, or is not on its way yet. */
    discard(clientRef: string): boolean;
    /** Resolved once all that was said so far is in the storage. */
    saved(): Promise<void>;
    opened(userId: string): void;
    /** `blame`: what was on its way may be why; it is not sent again. */
    closed(blame: boolean): void;
}
