import { type Connection, type Listener, type OpenRequest, type Transport } from './transport.js';
/** GET /events, by fetch, so that it can carry a token and Last-Event-ID. Commands go by REST. */
export declare class EventStreamTransport implements Transport {
    #private;
    readonly twoWay = false;
    constructor(base: string | URL, options?: {
        fetch?: typeof fetch;
    });
    open(request: OpenRequest, listener: Listener): Connection;
}
