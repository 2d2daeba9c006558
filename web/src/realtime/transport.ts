import type { Command } from './commands.js';

/**
 * How a client proves who it is. A cookie goes along by itself; a token is an access token, sent in a header only; a ticket works once
 * (POST /realtime/ticket).
 */
export type Credentials = { cookie: true } | { token: string } | { ticket: string };

export interface OpenRequest {
    credentials: Credentials;
    topics: readonly string[];
    cursor: string | null;           /* resume after this */
    content: boolean;                /* events of messages carry what they say */
}

/** How a connection ended, or why there was none: `status` is HTTP's answer, if that was not a connection. */
export interface End { code: number; reason?: string; status?: number; retryMs?: number }

export interface Listener {
    message(text: string): void;     /* one event, as JSON */
    alive(): void;                   /* something came that is no event */
    ended(end: End): void;           /* what is said from here on is not heard */
}

export interface Connection {
    send(command: Command): void;
    close(): void;                   /* nor from here on */
}

/** A way to the server. `twoWay`: topics may change while it is open; otherwise the client opens another for that. */
export interface Transport {
    readonly twoWay: boolean;
    open(request: OpenRequest, listener: Listener): Connection;
}

/** A connection that ended without saying why. */
export const ABNORMAL = 1006;

export interface Http { base: string | URL; fetch: typeof fetch }

/* The global fetch, unless another is given. */
export function http(base: string | URL, given?: typeof fetch): Http {
    return { base, fetch: given ?? ((...call) => fetch(...call)) };
}

export function address(base: string | URL, path: string, query: Record<string, string | null | undefined> = {}): URL {
    const url = new URL(`/api/v1${path}`, base);
    for (const [name, value] of Object.entries(query))
        if (value)
            url.searchParams.set(name, value);
    return url;
}

export function queryOf(request: OpenRequest): Record<string, string | null> {
    return {
        topics: request.topics.join(','),
        cursor: request.cursor,
        include: request.content ? 'content' : null,
        ticket: 'ticket' in request.credentials ? request.credentials.ticket : null,
    };
}

export function headersOf(credentials: Credentials): Record<string, string> {
    return 'token' in credentials ? { Authorization: `Bearer ${credentials.token}` } : {};
}

/** Retry-After, in seconds. */
export function retryMsOf(answer: Response): number | undefined {
    const seconds = Number(answer.headers.get('Retry-After') ?? NaN);
    return seconds >= 0 ? seconds * 1000 : undefined;
}

/** An answer that is no connection. */
export function refusal(answer: Response): End {
    return { code: ABNORMAL, status: answer.status, retryMs: retryMsOf(answer) };
}
