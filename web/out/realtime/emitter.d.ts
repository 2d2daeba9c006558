import type { ServerEvent } from './events.js';
import type { State } from './line.js';
import type { OutboxChange } from './outbox.js';
/** What can be listened to: every event of the server by its type, `*` for all of them, and what the client says itself. */
export type EventMap = {
    [Type in ServerEvent['type']]: Extract<ServerEvent, {
        type: Type;
    }>;
} & {
    '*': ServerEvent;
    state: State;
    outbox: OutboxChange;
    typists: {
        channelId: string;
        userIds: string[];
    };
};
export declare class Emitter {
    #private;
    /** Returns how to stop listening. */
    on<Type extends keyof EventMap>(type: Type, listener: (event: EventMap[Type]) => void): () => void;
    /** A listener that throws keeps nothing from the others. */
    emit<Type extends keyof EventMap>(type: Type, event: EventMap[Type]): void;
}
