import type { Clock } from './clock.js';
import type { ServerEvent } from './events.js';

/* Servers take one in 2 s for a channel, and end it after 6 s. */
const AGAIN_MS = 3000, LASTS_MS = 6000, MOST = 500;

/* One's own typing: called at each key, it is said no more often than it has to be. */
export class OwnTyping {
    readonly #said = new Map<string, number>();
    readonly #clock: Clock;

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /* Whether to say so. */
    due(channelId: string, typing: boolean): boolean {
        const now = this.#clock.now();
        for (const [channel, at] of this.#said)
            if (now - at >= LASTS_MS)
                this.#said.delete(channel);
        const last = this.#said.get(channelId);
        if (!typing)
            return this.#said.delete(channelId);
        if (last !== undefined && now - last < AGAIN_MS)
            return false;
        this.#said.set(channelId, now);
        return true;
    }

    /* The message itself ends it, without a word. */
    sent(channelId: string): void {
        this.#said.delete(channelId);
    }
}

/* Who else types where: until they stop, send, leave, or are silent. */
export class Typists {
    readonly #people = new Map<string, Map<string, () => void>>();
    #count = 0;
    readonly #clock: Clock;
    readonly #tell: (channelId: string, userIds: string[]) => void;

    constructor(clock: Clock, tell: (channelId: string, userIds: string[]) => void) {
        this.#clock = clock;
        this.#tell = tell;
    }

    in(channelId: string): string[] {
        return [...this.#people.get(channelId)?.keys() ?? []];
    }

    hear(event: ServerEvent): void {
        switch (event.type) {
        case 'user_typing': return event.typing ? this.#add(event) : this.#end(event.channelId, event.userId);
        case 'dm': case 'channel_message': return this.#end(event.channelId, event.from);
        case 'member_left': return this.#end(event.channelId, event.userId);
        }
    }

    clear(): void {
        for (const channelId of [...this.#people.keys()])
            for (const userId of this.in(channelId))
                this.#end(channelId, userId);
    }

    #add({ channelId, userId, expiresMs }: { channelId: string; userId: string; expiresMs: number }): void {
        const there = this.#people.get(channelId) ?? new Map<string, () => void>(), before = there.get(userId);
        if (!before && this.#count >= MOST)
            return;
        before?.();
        there.set(userId, this.#clock.after(expiresMs, () => this.#end(channelId, userId)));
        this.#people.set(channelId, there);
        if (before)
            return;
        this.#count++;
        this.#tell(channelId, this.in(channelId));
    }

    #end(channelId: string, userId: string): void {
        const there = this.#people.get(channelId), callOff = there?.get(userId);
        if (!there || !callOff)
            return;
        callOff();
        there.delete(userId);
        this.#count--;
        if (!there.size)
            this.#people.delete(channelId);
        this.#tell(channelId, this.in(channelId));
    }
}
