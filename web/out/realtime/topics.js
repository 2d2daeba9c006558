import { RealtimeError } from './commands.js';
const MOST = 500;
/** What is subscribed to outlives connections; several may hold one topic. */
export class Topics {
    clock;
    wire;
    changed;
    #topics = new Map();
    /** `changed`: what a connection of one way was opened with will not do any more. */
    constructor(clock, wire, changed) {
        this.clock = clock;
        this.wire = wire;
        this.changed = changed;
    }
    hold(name, ended) {
        let settle;
        const ready = new Promise((resolve, reject) => { settle = { resolve, reject }; });
        ready.catch(() => { });
        const holder = { ended, ...settle };
        const topic = this.#topics.get(name) ?? this.#begun(name);
        if (!topic)
            holder.reject(new RealtimeError('too_many_subscriptions', `At most ${MOST}.`));
        topic?.holders.add(holder);
        if (topic?.confirmed)
            holder.resolve();
        return { ready, close: () => topic && this.#release(topic, holder) };
    }
    /** For the query of the next connection: those that are to go on, or all. */
    names(all) {
        return [...this.#topics.values()].filter(topic => all || topic.confirmed).map(topic => topic.kept);
    }
    /** Open, with these in its query; the others are asked for. */
    opened(carried) {
        const there = new Set(carried);
        for (const topic of this.#topics.values())
            if (there.has(topic.kept))
                confirm(topic);
            else
                this.#ask(topic);
    }
    /** What the server says of a topic without being asked: it is gone, or one of the query is not to be had. */
    lost(name, code, detail) {
        const topic = this.#byName(name);
        if (topic?.confirmed)
            this.#end(topic, code, detail);
    }
    #begun(name) {
        if (this.#topics.size >= MOST)
            return undefined;
        const topic = { name, kept: name, holders: new Set(), confirmed: false, gone: false };
        this.#topics.set(name, topic);
        this.#ask(topic);
        return topic;
    }
    #ask(topic) {
        topic.confirmed = false;
        this.#say({ type: 'subscribe', topic: topic.name }, answer => topic.gone || this.#answered(topic, answer));
    }
    #answered(topic, answer) {
        if (answer.type === 'error')
            return this.#refused(topic, answer);
        topic.kept = answer.topic;
        confirm(topic);
    }
    #refused(topic, { code, detail, retryMs }) {
        if (retryMs === undefined)
            this.#end(topic, code, detail);
        else
            this.clock.after(retryMs, () => topic.gone || topic.confirmed || this.#ask(topic));
    }
    #release(topic, holder) {
        if (!topic.holders.delete(holder))
            return;
        holder.reject(new RealtimeError('discarded'));
        if (topic.holders.size)
            return;
        this.#forget(topic);
        this.#say({ type: 'unsubscribe', topic: topic.kept });
    }
    #say(command, answered) {
        if (this.wire.open && this.wire.twoWay)
            this.wire.send(command, answered);
        else if (this.wire.open)
            this.changed();
    }
    #end(topic, code, detail) {
        this.#forget(topic);
        for (const holder of topic.holders) {
            holder.reject(new RealtimeError(code, detail));
            holder.ended?.(code);
        }
        topic.holders.clear();
    }
    #forget(topic) {
        topic.gone = true;
        this.#topics.delete(topic.name);
    }
    /** Names of the server's form, or as they were asked for. */
    #byName(name) {
        return this.#find(topic => topic.kept === name || topic.name === name)
            ?? this.#find(topic => topic.name.toLowerCase() === name.toLowerCase());
    }
    #find(is) {
        for (const topic of this.#topics.values())
            if (is(topic))
                return topic;
        return undefined;
    }
}
function confirm(topic) {
    topic.confirmed = true;
    for (const holder of topic.holders)
        holder.resolve();
}
