import type { Connection, Listener, OpenRequest, Transport } from '../transport.js';
import type { FakeClock } from './clock.js';
export declare class LyingServer implements Transport {
    private readonly clock;
    private readonly random;
    readonly twoWay = true;
    honest: boolean;
    private readonly messages;
    constructor(clock: FakeClock, random: () => number);
    channel(id: string): string[];
    open(_: OpenRequest, listener: Listener): Connection;
    private take;
    private answer;
    private later;
    private likely;
}
