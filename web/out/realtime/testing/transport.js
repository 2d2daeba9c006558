import { RealtimeClient } from '../client.js';
import { FakeClock, settled } from './clock.js';
/* One connection, of which the test is the other end. */
export class FakeConnection {
    request;
    listener;
    sent = [];
    closed = false;
    constructor(request, listener) {
        this.request = request;
        this.listener = listener;
    }
    send(command) {
        this.sent.push(command);
    }
    close() {
        this.closed = true;
    }
    say(event) {
        this.listener.message(JSON.stringify(event));
    }
    raw(text) {
        this.listener.message(text);
    }
    alive() {
        this.listener.alive();
    }
    hello(more = {}) {
        this.say({
            type: 'hello', sessionId: '1', userId: '7', cursor: '10.0', heartbeatMs: 30_000, node: 'n', resumed: false, ...more,
        });
    }
    end(end) {
        this.listener.ended(typeof end === 'number' ? { code: end } : end);
    }
    /* What was sent of a type. */
    of(type) {
        return this.sent.filter(command => command.type === type);
    }
}
export class FakeTransport {
    twoWay;
    opened = [];
    constructor(twoWay = true) {
        this.twoWay = twoWay;
    }
    open(request, listener) {
        const connection = new FakeConnection(request, listener);
        this.opened.push(connection);
        return connection;
    }
    get last() {
        return this.opened.at(-1);
    }
}
/* A client on a fake clock, whose server is the test; everything it says is written down. */
export class Bed {
    clock = new FakeClock();
    transport;
    client;
    states = [];
    events = [];
    constructor(options = {}, twoWay = true) {
        this.transport = new FakeTransport(twoWay);
        this.client = new RealtimeClient({ transport: this.transport, clock: this.clock, hints: null, ...options });
        this.client.on('state', state => this.states.push(state));
        this.client.on('*', event => this.events.push(event));
    }
    get server() {
        return this.transport.last;
    }
    now() {
        return this.client.state;
    }
    get count() {
        return this.transport.opened.length;
    }
    news() {
        return this.events.filter(event => event.type === 'dm').map(event => event.messageId);
    }
    async connect(hello = {}) {
        this.client.connect();
        await settled();
        if (hello)
            this.server.hello(hello);
        await settled();
        return this.server;
    }
}
export function dm(n, more = {}) {
    return {
        type: 'dm', from: '8', channelId: '5', messageId: String(n), seq: n, kind: 'direct', threadRootId: null, replyToId: null,
        mention: false, clientRef: null, cursor: `${n}.1`, ...more,
    };
}
