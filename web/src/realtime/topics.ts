import type { Clock } from './clock.js';
import { RealtimeError } from './commands.js';
import type { Refusal, Subscribed } from './events.js';
import type { Answer, Question, Wire } from './wire.js';

/** What a client may listen to beside what comes by itself. */
export type TopicName =
    | 'channels' | 'feed' | 'public'
    | `${'channel' | 'user' | 'tag' | 'post' | 'room' | 'presence'}:${string}`;

export interface Subscription {
    ready: Promise<void>;            /* events come from here on; rejected with a RealtimeError if there is no such topic */
    close(): void;
}

/** Called when the server ended it: with `gone`, or the code of the error. */
export type Ended = (code: string) => void;

interface Holder { ended: Ended | undefined; resolve(): void; reject(problem: RealtimeError): void }

/* One topic, however many hold it. `kept`: its name in the form that the server keeps. */
interface Topic { name: string; kept: string; holders: Set<Holder>; confirmed: boolean; gone: boolean }

const MOST = 500;

/* What is subscribed to outlives connections; several may hold one topic. */
export class Topics {
    readonly #topics = new Map<string, Topic>();
    readonly #asking = new Set<Topic>();             /* to be asked for, when there is room */
    readonly #dropping = new Map<string, Topic>();   /* by name: to be let go */
    readonly #clock: Clock;
    readonly #wire: Wire;
    readonly #changed: () => void;

    /* `changed`: what a connection of one way was opened with will not do any more. */
    constructor(clock: Clock, wire: Wire, changed: () => void) {
        this.#clock = clock;
        this.#wire = wire;
        this.#changed = changed;
    }

    hold(name: TopicName, ended?: Ended): Subscription {
        let settle!: Pick<Holder, 'resolve' | 'reject'>;
        const ready = new Promise<void>((resolve, reject) => { settle = { resolve, reject }; });
        ready.catch(() => {});
        const holder: Holder = { ended, ...settle };
        const topic = this.#topics.get(name) ?? this.#begun(name);
        if (!topic)
            holder.reject(new RealtimeError('too_many_subscriptions'));
        topic?.holders.add(holder);
        if (topic?.confirmed)
            holder.resolve();
        return { ready, close: () => topic && this.#release(topic, holder) };
    }

    has(name: TopicName): boolean {
        return this.#topics.has(name);
    }

    /* For the query of the next connection: those that are to go on, or all. */
    names(all: boolean): string[] {
        return [...this.#topics.values()].filter(topic => all || topic.confirmed).map(topic => topic.kept);
    }

    /* Open, with these in its query; the others are asked for. */
    opened(carried: readonly string[]): void {
        const there = new Set(carried);
        for (const topic of this.#topics.values())
            if (there.has(topic.kept))
                confirm(topic);
            else
                this.#ask(topic);
    }

    closed(): void {
        this.#asking.clear();
        this.#dropping.clear();
    }

    /* What the server says of a topic without being asked: it is gone, or one of the query is not to be had. */
    lost(name: string, code: string, detail?: string): void {
        const topic = this.#byName(name);
        if (topic?.confirmed)
            this.#end(topic, code, detail);
    }

    /* What leaves when there is room. Those that come and go meanwhile cost nothing. */
    later(): Question | null {
        for (const [name, topic] of this.#dropping) {
            this.#dropping.delete(name);
            return { command: { type: 'unsubscribe', topic: topic.kept } };
        }
        for (const topic of this.#asking) {
            this.#asking.delete(topic);
            return { command: { type: 'subscribe', topic: topic.name }, answered: answer => topic.gone || this.#answered(topic, answer) };
        }
        return null;
    }

    #begun(name: string): Topic | undefined {
        if (this.#topics.size >= MOST)
            return undefined;
        const before = this.#dropping.get(name);
        const topic = before ?? { name, kept: name, holders: new Set(), confirmed: false, gone: false };
        topic.gone = false;
        this.#topics.set(name, topic);
        if (before)
            this.#dropping.delete(name);
        else
            this.#ask(topic);
        return topic;
    }

    #ask(topic: Topic): void {
        topic.confirmed = false;
        if (this.#wire.open)
            this.#asking.add(topic);
        this.#differs();
    }

    #answered(topic: Topic, answer: Answer): void {
        if (answer.type === 'error')
            return this.#refused(topic, answer);
        topic.kept = (answer as Subscribed).topic;
        confirm(topic);
    }

    #refused(topic: Topic, { code, detail, retryMs }: Refusal): void {
        if (retryMs === undefined)
            this.#end(topic, code, detail);
        else
            this.#clock.after(retryMs, () => topic.gone || topic.confirmed || this.#ask(topic));
    }

    #release(topic: Topic, holder: Holder): void {
        if (!topic.holders.delete(holder))
            return;
        holder.reject(new RealtimeError('discarded'));
        if (topic.holders.size)
            return;
        this.#forget(topic);
        if (!this.#asking.delete(topic) && this.#wire.open)
            this.#dropping.set(topic.name, topic);
        this.#differs();
    }

    /* From what the server knows. */
    #differs(): void {
        if (this.#wire.open && this.#wire.twoWay)
            this.#wire.wake();
        else if (this.#wire.open)
            this.#changed();
    }

    #end(topic: Topic, code: string, detail?: string): void {
        this.#forget(topic);
        for (const holder of topic.holders) {
            holder.reject(new RealtimeError(code, detail));
            holder.ended?.(code);
        }
        topic.holders.clear();
    }

    #forget(topic: Topic): void {
        topic.gone = true;
        this.#topics.delete(topic.name);
    }

    /* Names of the server's form, or as they were asked for. */
    #byName(name: string): Topic | undefined {
        return this.#find(topic => topic.kept === name || topic.name === name)
            ?? this.#find(topic => topic.name.toLowerCase() === name.toLowerCase());
    }

    #find(is: (topic: Topic) => boolean): Topic | undefined {
        for (const topic of this.#topics.values())
            if (is(topic))
                return topic;
        return undefined;
    }
}

function confirm(topic: Topic): void {
    topic.confirmed = true;
    for (const holder of topic.holders)
        holder.resolve();
}
