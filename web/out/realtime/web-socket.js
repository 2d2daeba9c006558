import { ABNORMAL, address, headersOf, queryOf, refusal } from './transport.js';
/** GET /ws. */
export class WebSocketTransport {
    options;
    twoWay = true;
    #http;
    constructor(base, options = {}) {
        this.options = options;
        this.#http = { base, fetch: options.fetch ?? ((...call) => fetch(...call)) };
    }
    open(request, listener) {
        const attempt = new Attempt(this.#http, this.options.socket, request, listener);
        attempt.begin().catch(problem => attempt.end({ code: ABNORMAL, reason: String(problem) }));
        return attempt;
    }
}
class Attempt {
    http;
    make;
    request;
    listener;
    #socket = null;
    #opened = false;
    #over = false;
    constructor(http, make, request, listener) {
        this.http = http;
        this.make = make;
        this.request = request;
        this.listener = listener;
    }
    async begin() {
        if ('token' in this.request.credentials && !this.make && !await this.#exchange())
            return;
        if (this.#over)
            return;
        const url = address(this.http.base, '/ws', queryOf(this.request)).href.replace(/^http/, 'ws');
        const socket = this.make ? this.make(url, ['kith'], headersOf(this.request.credentials)) : new WebSocket(url, ['kith']);
        this.#socket = socket;
        socket.onopen = () => { this.#opened = true; };
        socket.onmessage = event => this.#over || typeof event.data !== 'string' || this.listener.message(event.data);
        socket.onerror = () => { };
        socket.onclose = event => this.#closed(event);
    }
    send(command) {
        if (this.#opened && !this.#over)
            this.#socket.send(JSON.stringify(command));
    }
    close() {
        this.#over = true;
        this.#socket?.close(1000);
    }
    end(end) {
        if (!this.#over)
            this.listener.ended(end);
        this.#over = true;
    }
    /** A ticket for the token: browsers send no headers with a socket. False: there was none. */
    async #exchange() {
        const answer = await this.http.fetch(address(this.http.base, '/realtime/ticket'), {
            method: 'POST', headers: headersOf(this.request.credentials),
        });
        if (!answer.ok) {
            this.end(refusal(answer));
            return false;
        }
        const { ticket } = await answer.json();
        this.request = { ...this.request, credentials: { ticket } };
        return true;
    }
    async #closed({ code, reason }) {
        this.end(this.#opened || this.#over ? { code, reason } : await this.#why(code));
    }
    /** A browser does not say why a socket could not be opened; another call does. */
    async #why(code) {
        if (!('cookie' in this.request.credentials))
            return { code };
        const answer = await this.http.fetch(address(this.http.base, '/realtime/status'), { credentials: 'include' }).catch(() => null);
        return answer && !answer.ok ? { ...refusal(answer), code } : { code };
    }
}
