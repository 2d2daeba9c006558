import type { Clock } from './clock.js';
import type { Wire } from './wire.js';
/** What a client may listen to beside what comes by itself. */
export type TopicName = 'channels' | 'feed' | 'public' | `${'channel' | 'user' | 'tag' | 'post' | 'room' | 'presence'}:${string}`;
export interface Subscription {
    ready: Promise<void>;
    close(): void;
}
/** Called when the server ended it: with `gone`, or the code of the error. */
export type Ended = (code: string) => void;
/** What is subscribed to outlives connections; several may hold one topic. */
export declare class Topics {
    #private;
    private readonly clock;
    private readonly wire;
    private readonly changed;
    /** `changed`: what a connection of one way was opened with will not do any more. */
    constructor(clock: Clock, wire: Wire, changed: () => void);
    hold(name: TopicName, ended?: Ended): Subscription;
    /** For the query of the next connection: those that are to go on, or all. */
    names(all: boolean): string[];
    /** Open, with these in its query; the others are asked for. */
    opened(carried: readonly string[]): void;
    /** What the server says of a topic without being asked: it is gone, or one of the query is not to be had. */
    lost(name: string, code: string, detail?: string): void;
}
