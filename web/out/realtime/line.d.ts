import type { Clock } from './clock.js';
import type { Command } from './commands.js';
import { type StopReason } from './endings.js';
import type { ServerEvent } from './events.js';
import { type Credentials, type Transport } from './transport.js';
import type { Answer, Wire } from './wire.js';
/**
 * Where the connection stands. `catching_up`: what was missed is coming; `waiting`: until the next attempt; `stopped`: until `connect` is
 * called again.
 */
export type State = {
    name: 'idle';
} | {
    name: 'connecting';
} | {
    name: 'catching_up';
} | {
    name: 'live';
} | {
    name: 'waiting';
    ms: number;
    code: number;
    reason: string;
} | {
    name: 'stopped';
    why: StopReason;
    reason: string;
};
/** Whose line it is. */
export interface Party {
    credentials(renew: boolean): Credentials | null | Promise<Credentials | null>;
    wants(twoWay: boolean): {
        topics: string[];
        cursor: string | null;
        content: boolean;
    };
    heard(event: ServerEvent): void;
    closed(blame: boolean): void;
    state(state: State): void;
}
/** `online` and `offline`, as windows say them. */
export type Hints = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
/** A connection that comes back: it opens, watches, renews and reopens, and obeys what the server says in closing. */
export declare class Line implements Wire {
    #private;
    private readonly transports;
    private readonly clock;
    private readonly hints;
    private readonly party;
    state: State;
    constructor(transports: readonly Transport[], clock: Clock, hints: Hints | null, party: Party);
    get open(): boolean;
    get twoWay(): boolean;
    /** Something waits to go out. */
    get busy(): boolean;
    send(command: Command, answered?: (answer: Answer) => void): void;
    silent(): void;
    /** Also ends a wait. */
    connect(): void;
    stop(why: StopReason, reason?: string): void;
    /** At once, as another connection: what it listens to has changed. */
    reopen(): void;
    say(state: State): void;
}
