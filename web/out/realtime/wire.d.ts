import type { Command } from './commands.js';
import type { Ack, AuthOk, Pong, Refusal, Resumed, Subscribed, Unsubscribed } from './events.js';
export type Answer = Ack | AuthOk | Pong | Refusal | Resumed | Subscribed | Unsubscribed;
export interface Wire {
    readonly open: boolean;
    readonly twoWay: boolean;
    send(command: Command, answered?: (answer: Answer) => void): void;
    silent(): void;
}
