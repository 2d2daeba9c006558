import type { ServerEvent } from './events.js';
import type { State } from './line.js';
import type { OutboxChange } from './outbox.js';

/* Several types may share a shape. */
type Of<Type, Event = ServerEvent> = Event extends { type: infer Types } ? Type extends Types ? Event : never : never;

/** What can be listened to: every event of the server by its type, `*` for all of them, and what the client says itself. */
export type EventMap = { [Type in ServerEvent['type']]: Of<Type> } & {
    '*': ServerEvent;
    state: State;
    outbox: OutboxChange;
    typists: { channelId: string; userIds: string[] };
};

type Hearer = (event: any) => void;

export class Emitter {
    readonly #listeners = new Map<string, Set<Hearer>>();

    /* Returns how to stop listening. */
    on<Type extends keyof EventMap>(type: Type, listener: (event: EventMap[Type]) => void): () => void {
        const those = this.#listeners.get(type) ?? new Set();
        this.#listeners.set(type, those.add(listener));
        return () => void those.delete(listener);
    }

    /* A listener that throws keeps nothing from the others. */
    emit<Type extends keyof EventMap>(type: Type, event: EventMap[Type]): void {
        for (const listener of [...this.#listeners.get(type) ?? []])
            try {
                listener(event);
            } catch (problem) {
                queueMicrotask(() => { throw problem; });
            }
    }
}
