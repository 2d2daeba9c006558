import { type Connection, type Listener, type OpenRequest, type Transport } from './transport.js';
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
export declare class WebSocketTransport implements Transport {
    #private;
    private readonly options;
    readonly twoWay = true;
    constructor(base: string | URL, options?: WebSocketOptions);
    open(request: OpenRequest, listener: Listener): Connection;
}
