import type { Clock } from './clock.js';
import type { ServerEvent } from './events.js';
export declare class OwnTyping {
    #private;
    private readonly clock;
    constructor(clock: Clock);
    due(channelId: string, typing: boolean): boolean;
    sent(channelId: string): void;
}
export declare class Typists {
    #private;
    private readonly clock;
    private readonly tell;
    constructor(clock: Clock, tell: (channelId: string, userIds: string[]) => void);
    in(channelId: string): string[];
    hear(event: ServerEvent): void;
    clear(): void;
}
