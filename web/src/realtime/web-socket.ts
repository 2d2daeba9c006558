import type { Command } from './commands.js';
import { ABNORMAL, address, headersOf, queryOf, refusal, type Connection, type End, type Http, type Listener, type OpenRequest,
    type Transport } from './transport.js';

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

/** GET /ws. */
export class WebSocketTransport implements Transport {
    readonly twoWay = true;
    readonly #http: Http;
    readonly #options: WebSocketOptions;

    constructor(base: string | URL, options: WebSocketOptions = {}) {
        this.#options = options;
        this.#http = { base, fetch: options.fetch ?? ((...call) => fetch(...call)) };
    }

    open(request: OpenRequest, listener: Listener): Connection {
        const attempt = new Attempt(this.#http, this.#options.socket, request, listener);
        attempt.begin().catch(problem => attempt.end({ code: ABNORMAL, reason: String(problem) }));
        return attempt;
    }
}

class Attempt implements Connection {
    #socket: SocketLike | null = null;
    #opened = false;
    #over = false;
    readonly #http: Http;
    readonly #make: WebSocketOptions['socket'];
    #request: OpenRequest;
    readonly #listener: Listener;

    constructor(http: Http, make: WebSocketOptions['socket'], request: OpenRequest, listener: Listener) {
        this.#http = http;
        this.#make = make;
        this.#request = request;
        this.#listener = listener;
    }

    async begin(): Promise<void> {
        if ('token' in this.#request.credentials && !this.#make && !await this.#exchange())
            return;
        if (this.#over)
            return;
        const url = address(this.#http.base, '/ws', queryOf(this.#request)).href.replace(/^http/, 'ws');
        const socket: SocketLike = this.#make ? this.#make(url, ['kith'], headersOf(this.#request.credentials)) : new WebSocket(url, ['kith']);
        this.#socket = socket;
        socket.onopen = () => { this.#opened = true; };
        socket.onmessage = event => this.#over || typeof event.data !== 'string' || this.#listener.message(event.data);
        socket.onerror = () => {};
        socket.onclose = event => this.#closed(event);
    }

    send(command: Command): void {
        if (this.#opened && !this.#over)
            this.#socket!.send(JSON.stringify(command));
    }

    close(): void {
        this.#over = true;
        this.#socket?.close(1000);
    }

    end(end: End): void {
        if (!this.#over)
            this.#listener.ended(end);
        this.#over = true;
    }

    /** A ticket for the token: browsers send no headers with a socket. False: there was none. */
    async #exchange(): Promise<boolean> {
        const answer = await this.#http.fetch(address(this.#http.base, '/realtime/ticket'), {
            method: 'POST', headers: headersOf(this.#request.credentials),
        });
        if (!answer.ok) {
            this.end(refusal(answer));
            return false;
        }
        const { ticket } = await answer.json() as { ticket: string };
        this.#request = { ...this.#request, credentials: { ticket } };
        return true;
    }

    async #closed({ code, reason }: { code: number; reason: string }): Promise<void> {
        this.end(this.#opened || this.#over ? { code, reason } : await this.#why(code));
    }

    /* A socket does not say why it could not be opened; another call does. (A ticket is spent by now.) */
    async #why(code: number): Promise<End> {
        const { credentials } = this.#request;
        if ('ticket' in credentials)
            return { code };
        const answer = await this.#http.fetch(address(this.#http.base, '/realtime/status'), {
            headers: headersOf(credentials), credentials: 'include',
        }).catch(() => null);
        return answer && !answer.ok ? { ...refusal(answer), code } : { code };
    }
}
