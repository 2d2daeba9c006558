import type { Command } from './commands.js';
import type { Ack, Refusal } from './events.js';
import { type Credentials, type Http } from './transport.js';
export declare function ask(http: Http, credentials: Credentials, command: Command, signal: AbortSignal): Promise<Ack | Refusal>;
