import type { Command } from './commands.js';
import type { Ack, AuthOk, Pong, Refusal, Resumed, Subscribed, Unsubscribed } from './events.js';

export type Answer = Ack | AuthOk | Pong | Refusal | Resumed | Subscribed | Unsubscribed;

/* The connection that stands now, as the client's parts see it. */
/* A command, and who hears its answer: once, or never, since answers go with their connection. */
export interface Question { command: Command; answered?: (answer: Answer) => void }

export interface Wire {
    readonly open: boolean;
    readonly twoWay: boolean;        /* topics may change while it is open */
    send(command: Command, answered?: Question['answered']): void;
    wake(): void;                    /* there is something that can wait */
    silent(): void;                  /* something stayed without an answer: it is dead */
}
