/* What one wrote and the server does not have yet. */
import type { Entry } from '../../../realtime';
import type { Log } from './log';
import type { Quoted } from './types';

export interface Pending {
    clientRef: string;
    channelId: string;
    threadRootId: string | null;
    content: string;
    /** Of what is attached. */
    mediaIds: readonly string[];
    replyTo: Quoted | null;
    at: string;
    /** Why it was not sent: the server's code. */
    failed: string | null;
    /** The server has it; it gets its place with its event. */
    sent: boolean;
}

export function pendingOf(entry: Entry, quoted: (id: string) => Quoted | null): Pending {
    return {
        clientRef: entry.clientRef, channelId: entry.channelId, threadRootId: entry.threadRootId ?? null, content: entry.content ?? '',
        mediaIds: entry.mediaIds ?? [],
        replyTo: entry.replyToId ? quoted(entry.replyToId) : null, at: new Date(entry.order).toISOString(),
            failed: entry.failed?.code ?? null,
        sent: false,
    };
}

/** One that waits or fails takes the place that it had. */
export function withPending(all: readonly Pending[], one: Pending): readonly Pending[] {
    return all.some(other => other.clientRef === one.clientRef)
        ? all.map(other => other.clientRef === one.clientRef ? { ...one, at: other.at } : other) : [...all, one];
}

export function withoutPending(all: readonly Pending[], clientRef: string): readonly Pending[] {
    return all.filter(one => one.clientRef !== clientRef);
}

/** Those of a place that are not among its messages: whichever of the event and the answer came first. */
export function pendingIn(all: readonly Pending[], channelId: string, threadRootId: string | null, log: Log): readonly Pending[] {
    const known = new Set(log.messages.map(one => one.client_ref));

    return all.filter(one => one.channelId === channelId && one.threadRootId === threadRootId && !known.has(one.clientRef));
}
