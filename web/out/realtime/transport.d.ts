import type { Command } from './commands.js';
/**
 * How a client proves who it is. A cookie goes along by itself; a token is an access token, sent in a header only; a ticket works once
 * (POST /realtime/ticket).
 */
export type Credentials = {
    cookie: true;
} | {
    token: string;
} | {
    ticket: string;
};
export interface OpenRequest {
    credentials: Credentials;
    topics: readonly string[];
    cursor: string | null;
    content: boolean;
}
/** How a connection ended, or why there was none: `status` is HTTP's answer, if that was not a connection. */
export interface End {
    code: number;
    reason?: string;
    status?: number;
    retryMs?: number;
}
export interface Listener {
    message(text: string): void;
    alive(): void;
    ended(end: End): void;
}
export interface Connection {
    send(command: Command): void;
    close(): void;
}
/** A way to the server. `twoWay`: topics may change while it is open; otherwise the client opens another for that. */
export interface Transport {
    readonly twoWay: boolean;
    open(request: OpenRequest, listener: Listener): Connection;
}
/** A connection that ended without saying why. */
export declare const ABNORMAL = 1006;
export interface Http {
    base: string | URL;
    fetch: typeof fetch;
}
export declare function address(base: string | URL, path: string, query?: Record<string, string | null | undefined>): URL;
export declare function queryOf(request: OpenRequest): Record<string, string | null>;
export declare function headersOf(credentials: Credentials): Record<string, string>;
/** Retry-After, in seconds. */
export declare function retryMsOf(answer: Response): number | undefined;
/** An answer that is no connection. */
export declare function refusal(answer: Response): End;
