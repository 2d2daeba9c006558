/*
 * The messages of one channel, as far as they are here: a window of its numbers without gaps. `from` and `to` are the first and last
 * number that the window covers; replies in threads are covered but not held, since they stand in their threads.
 */
import type { Message } from './types';

export interface Log {
    readonly messages: readonly Message[];
    readonly from: number;
    readonly to: number;
    /** There is more before, or may be. */
    readonly older: boolean;
    /** There is more after: what comes live does not belong here yet. */
    readonly newer: boolean;
}

export const emptyLog: Log = { messages: [], from: 1, to: 0, older: false, newer: false };

const bySeq = (one: Message, other: Message): number => one.seq - other.seq;

/** Of pages, newest first as the server sends them, and what it said of further ones. `last` is the channel's last number. */
export function openedLog(page: readonly Message[], { older, newer, last }: { older: boolean; newer: boolean; last: number }): Log {
    const messages = [...page].sort(bySeq);
    const first = messages[0]?.seq ?? last + 1, end = messages.at(-1)?.seq ?? last;

    return { messages, from: older ? first : 1, to: newer ? end : Math.max(end, last), older, newer };
}

export function withOlder(log: Log, page: readonly Message[], more: boolean): Log {
    const before = page.filter(one => one.seq < log.from).sort(bySeq);

    return { ...log, messages: [...before, ...log.messages], from: more ? before[0]?.seq ?? log.from : 1, older: more };
}

/** `last`: the channel's last number when the page was asked for. Beyond it something may have come meanwhile. */
export function withNewer(log: Log, page: readonly Message[], more: boolean, last: number): Log {
    const after = page.filter(one => one.seq > log.to).sort(bySeq), end = after.at(-1)?.seq ?? log.to;

    return { ...log, messages: [...log.messages, ...after], to: more ? end : Math.max(end, last), newer: more };
}

/** The newest messages once more, as they are by now. Null: between them and what is held something is missing. */
export function withRenewed(log: Log, page: readonly Message[], more: boolean, last: number): Log | null {
    const now = [...page].sort(bySeq), first = now[0]?.seq ?? last + 1;
    if (more && first > log.to + 1)
        return null;
    const kept = more ? log.messages.filter(one => one.seq < first) : [];

    return { messages: [...kept, ...now], from: more ? Math.min(log.from, first) : 1, to: Math.max(last, now.at(-1)?.seq ?? 0),
        older: more && (log.from > first || log.older), newer: false };
}

/** One that was just written, by anybody. A number that does not follow shows that something between is missing: `newer`. */
export function withLive(log: Log, message: Message): Log {
    if (message.seq <= log.to)
        return message.thread_root_id ? log : changed(log, message.id, held => held, message);
    if (log.newer)
        return log;
    if (message.seq > log.to + 1)
        return { ...log, newer: true };
    return message.thread_root_id ? { ...log, to: message.seq } : { ...log, messages: [...log.messages, message], to: message.seq };
}

/** What is known of a message by now; `other` is put in its place if it is not held although its number is covered. */
export function changed(log: Log, id: string, change: (message: Message) => Message, other?: Message): Log {
    const at = log.messages.findIndex(one => one.id === id);
    if (at >= 0)
        return { ...log, messages: log.messages.map((one, n) => n === at ? change(one) : one) };
    if (!other || other.seq < log.from || other.seq > log.to)
        return log;
    return { ...log, messages: [...log.messages, other].sort(bySeq) };
}

export const find = (log: Pick<Log, 'messages'>, id: string): Message | undefined => log.messages.find(one => one.id === id);
export const findRef = (log: Log, clientRef: string): boolean => log.messages.some(one => one.client_ref === clientRef);

/** Its end, so that what nobody looks at is small. */
export function trimmed(log: Log, most: number): Log {
    const messages = log.messages.slice(-most);

    return messages.length === log.messages.length ? log : { ...log, messages, from: messages[0]!.seq, older: true };
}

/** The last one that somebody wrote and that says something. */
export function lastOf(log: Log, userId: string): Message | undefined {
    for (let n = log.messages.length - 1; n >= 0; n--) {
        const one = log.messages[n]!;
        if (one.sender?.id === userId && !one.deleted)
            return one;
    }
    return undefined;
}
