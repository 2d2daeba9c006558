import { ask } from './rest.js';
import { EventParser } from './sse.js';
import { ABNORMAL, address, headersOf, queryOf, refusal } from './transport.js';
const EVENT_MOST = 1 << 20;
/** GET /events, by fetch, so that it can carry a token and Last-Event-ID. Commands go by REST. */
export class EventStreamTransport {
    twoWay = false;
    #http;
    constructor(base, options = {}) {
        this.#http = { base, fetch: options.fetch ?? ((...call) => fetch(...call)) };
    }
    open(request, listener) {
        const stop = new AbortController(), http = this.#http;
        const heard = {
            message: text => stop.signal.aborted || listener.message(text),
            alive: () => stop.signal.aborted || listener.alive(),
            ended: end => stop.signal.aborted || listener.ended(end),
        };
        this.#read(request, heard, stop.signal).catch(problem => heard.ended({ code: ABNORMAL, reason: String(problem) }));
        return {
            async send(command) {
                const answer = await ask(http, request.credentials, command, stop.signal);
                if (command.ref)
                    heard.message(JSON.stringify(answer));
            },
            close: () => stop.abort(),
        };
    }
    async #read(request, listener, signal) {
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
async function events(body, listener) {
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
