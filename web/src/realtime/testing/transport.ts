import { RealtimeClient, type ClientOptions } from '../client.js';
import type { Command } from '../commands.js';
import type { State } from '../line.js';
import type { Connection, End, Listener, OpenRequest, Transport } from '../transport.js';
import { FakeClock, settled } from './clock.js';

/* One connection, of which the test is the other end. */
export class FakeConnection implements Connection {
    readonly sent: Command[] = [];
    closed = false;

    constructor(readonly request: OpenRequest, private readonly listener: Listener) {}

    send(command: Command): void {
        this.sent.push(command);
    }

    close(): void {
        this.closed = true;
    }

    say(event: object): void {
        this.listener.message(JSON.stringify(event));
    }

    raw(text: string): void {
        this.listener.message(text);
    }

    alive(): void {
        this.listener.alive();
    }

    hello(more: object = {}): void {
        this.say({
            type: 'hello', sessionId: '1', userId: '7', cursor: '10.0', heartbeatMs: 30_000, node: 'n', resumed: false, ...more,
        });
    }

    end(end: number | End): void {
        this.listener.ended(typeof end === 'number' ? { code: end } : end);
    }

    /* What was sent of a type. */
    of(type: Command['type']): any[] {
        return this.sent.filter(command => command.type === type);
    }
}

export class FakeTransport implements Transport {
    readonly opened: FakeConnection[] = [];

    constructor(readonly twoWay = true) {}

    open(request: OpenRequest, listener: Listener): FakeConnection {
        const connection = new FakeConnection(request, listener);
        this.opened.push(connection);
        return connection;
    }

    get last(): FakeConnection {
        return this.opened.at(-1)!;
    }
}

/* A client on a fake clock, whose server is the test; everything it says is written down. */
export class Bed {
    readonly clock = new FakeClock();
    readonly transport: FakeTransport;
    readonly client: RealtimeClient;
    readonly states: State[] = [];
    readonly events: any[] = [];

    constructor(options: Partial<ClientOptions> = {}, twoWay = true) {
        this.transport = new FakeTransport(twoWay);
        this.client = new RealtimeClient({ transport: this.transport, clock: this.clock, hints: null, ...options });
        this.client.on('state', state => this.states.push(state));
        this.client.on('*', event => this.events.push(event));
    }

    get server(): FakeConnection {
        return this.transport.last;
    }

    now(): any {
        return this.client.state;
    }

    get count(): number {
        return this.transport.opened.length;
    }

    news(): string[] {
        return this.events.filter(event => event.type === 'dm').map(event => event.messageId);
    }

    async connect(hello: object | null = {}): Promise<FakeConnection> {
        this.client.connect();
        await settled();
        if (hello)
            this.server.hello(hello);
        await settled();
        return this.server;
    }
}

export function dm(n: number, more: object = {}): object {
    return {
        type: 'dm', from: '8', channelId: '5', messageId: String(n), seq: n, kind: 'direct', threadRootId: null, replyToId: null,
        mention: false, clientRef: null, cursor: `${n}.1`, ...more,
    };
}
