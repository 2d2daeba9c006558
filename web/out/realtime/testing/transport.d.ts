import { RealtimeClient, type ClientOptions } from '../client.js';
import type { Command } from '../commands.js';
import type { State } from '../line.js';
import type { Connection, End, Listener, OpenRequest, Transport } from '../transport.js';
import { FakeClock } from './clock.js';
export declare class FakeConnection implements Connection {
    readonly request: OpenRequest;
    private readonly listener;
    readonly sent: Command[];
    closed: boolean;
    constructor(request: OpenRequest, listener: Listener);
    send(command: Command): void;
    close(): void;
    say(event: object): void;
    raw(text: string): void;
    alive(): void;
    hello(more?: object): void;
    end(end: number | End): void;
    of(type: Command['type']): any[];
}
export declare class FakeTransport implements Transport {
    readonly twoWay: boolean;
    readonly opened: FakeConnection[];
    constructor(twoWay?: boolean);
    open(request: OpenRequest, listener: Listener): FakeConnection;
    get last(): FakeConnection;
}
export declare class Bed {
    readonly clock: FakeClock;
    readonly transport: FakeTransport;
    readonly client: RealtimeClient;
    readonly states: State[];
    readonly events: any[];
    constructor(options?: Partial<ClientOptions>, twoWay?: boolean);
    get server(): FakeConnection;
    now(): any;
    get count(): number;
    news(): string[];
    connect(hello?: object | null): Promise<FakeConnection>;
}
export declare function dm(n: number, more?: object): object;
