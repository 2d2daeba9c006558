import type { Command } from './commands.js';
import type { Ack, AuthOk, Pong, Refusal, Resumed, Subscribed, Unsubscribed } from './events.js';

export type Answer = Ack | AuthOk | Pong | Refusal | Resumed | Subscribed | Unsubscribed;

/* The connection that stands now, as the client's parts see it. */
export interface Wire {
    readonly open: boolean;
    readonly twoWay: boolean;        /* topics may change while it is open */
    send(command: Command, answered?: (answer: Answer) => void): void;       /* the answer comes once, or never: with its connection */
    silent(): void;                                                          /* something stayed without an answer: it is dead */
}
