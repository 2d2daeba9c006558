import { ABNORMAL, address, headersOf, http, queryOf, refusal, type Connection, type Credentials, type End, type Http, type Listener,
    type OpenRequest, type Transport } from './transport.js';

/** What browsers and the usual packages for Node call WebSocket. */
export interface SocketLike {
    onopen: ((event: any) => void) | null;
    onmessage: ((event: any) => void) | null;
    onclose: ((event: any) => void) | null;
    onerror: ((event: any) => void) | null;
    send(text: string): void;
    close(code?: number): void;
}

export interface WebSocketOptions {
    /** How to make a socket where headers can be sent with it; without this, a token is exchanged for a ticket. */
    socket?: (url: string, protocols: string[], headers: Record<string, string>) => SocketLike;
    fetch?: typeof fetch;
}

/** One connection, from before its socket is there. */
interface Attempt { socket: SocketLike | null; opened: boolean; over: boolean }

/** GET /ws. */
export class WebSocketTransport implements Transport {
    readonly twoWay = true;
    readonly #http: Http;
    readonly #make: WebSocketOptions['socket'];

    constructor(base: string | URL, options: WebSocketOptions = {}) {
        this.#http = http(base, options.fetch);
        this.#make = options.socket;
    }

    open(request: OpenRequest, listener: Listener): Connection {
        const attempt: Attempt = { socket: null, opened: false, over: false };
        this.#begin(attempt, request, listener).catch(problem => listener.ended({ code: ABNORMAL, reason: String(problem) }));
        return {
            send: command => { attempt.opened && attempt.socket!.send(JSON.stringify(command)); },
            close: () => { attempt.over = true; attempt.socket?.close(1000); },
        };
    }

    async #begin(attempt: Attempt, request: OpenRequest, listener: Listener): Promise<void> {
        const credentials = await this.#usable(request.credentials);
        if ('code' in credentials)
            return listener.ended(credentials);
        if (attempt.over)
            return;
        const url = address(this.#http.base, '/ws', queryOf({ ...request, credentials })).href.replace(/^http/, 'ws');
        const socket: SocketLike = this.#make ? this.#make(url, ['kith'], headersOf(credentials)) : new WebSocket(url, ['kith']);
        attempt.socket = socket;
        socket.onopen = () => { attempt.opened = true; };
        socket.onmessage = ({ data }) => { typeof data === 'string' && listener.message(data); };
        socket.onerror = () => {};
        socket.onclose = async ({ code, reason }) =>
            listener.ended(attempt.opened || attempt.over ? { code, reason } : await this.#why(code, credentials));
    }

    /* A ticket for a token: browsers send no headers with a socket. Or why there is none. */
    async #usable(credentials: Credentials): Promise<Credentials | End> {
        if (this.#make || !('token' in credentials))
            return credentials;
        const answer = await this.#http.fetch(address(this.#http.base, '/realtime/ticket'), {
            method: 'POST', headers: headersOf(credentials),
        });
        return answer.ok ? await answer.json() as { ticket: string } : refusal(answer);
    }

    /* A socket does not say why it could not be opened; another call does. (A ticket is spent by now.) */
    async #why(code: number, credentials: Credentials): Promise<End> {
        if ('ticket' in credentials)
            return { code };
        const answer = await this.#http.fetch(address(this.#http.base, '/realtime/status'), {
            headers: headersOf(credentials), credentials: 'include',
        }).catch(() => null);
        return answer && !answer.ok ? { ...refusal(answer), code } : { code };
    }
}
