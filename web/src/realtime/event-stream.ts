import { ask } from './rest.js';
import { EventParser } from './sse.js';
import { ABNORMAL, address, headersOf, http, queryOf, refusal, type Connection, type Http, type Listener, type OpenRequest,
    type Transport } from './transport.js';

const EVENT_MOST = 1 << 20;

/** GET /events, by fetch, so that it can carry a token and Last-Event-ID. Commands go by REST. */
export class EventStreamTransport implements Transport {
    readonly twoWay = false;
    readonly #http: Http;

    constructor(base: string | URL, options: { fetch?: typeof fetch } = {}) {
        this.#http = http(base, options.fetch);
    }

    open(request: OpenRequest, listener: Listener): Connection {
        const stop = new AbortController();
        this.#read(request, listener, stop.signal).catch(problem => listener.ended({ code: ABNORMAL, reason: String(problem) }));
        return {
            send: async command => {
                const answer = await ask(this.#http, request.credentials, command, stop.signal);
                if (command.ref)
                    listener.message(JSON.stringify(answer));
            },
            close: () => stop.abort(),
        };
    }

    async #read(request: OpenRequest, listener: Listener, signal: AbortSignal): Promise<void> {
        const { cursor, ...query } = queryOf(request);
        const headers = {
            ...headersOf(request.credentials), Accept: 'text/event-stream', ...cursor && { 'Last-Event-ID': cursor },
        };
        const answer = await this.#http.fetch(address(this.#http.base, '/events', query), {
            headers, signal, credentials: 'include', cache: 'no-store',
        });
        if (answer.status !== 200 || !answer.body)
            return listener.ended(refusal(answer));
        await events(answer.body, listener);
        listener.ended({ code: ABNORMAL });
    }
}

async function events(body: ReadableStream<Uint8Array>, listener: Listener): Promise<void> {
    const reader = body.getReader(), decoder = new TextDecoder();
    const parser = new EventParser(data => listener.message(data), EVENT_MOST);
    for (;;) {
        const { done, value } = await reader.read();
        if (done)
            return;
        listener.alive();
        if (!parser.push(decoder.decode(value, { stream: true }))) {
            await reader.cancel();
            return;
        }
    }
}
