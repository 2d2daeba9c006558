/* What a log shows, line by line: days, the mark of what is new, messages, and what is still on its way. */
import type { Log } from './log';
import type { Pending } from './pending';
import type { Message } from './types';

export type Row =
    | { kind: 'start'; key: string }
    | { kind: 'loading'; key: string }
    | { kind: 'day'; key: string; at: string }
    | { kind: 'new'; key: string }
    | { kind: 'message'; key: string; message: Message; joined: boolean }
    | { kind: 'pending'; key: string; pending: Pending; joined: boolean };

const JOINED_MS = 5 * 60_000;

const dayOf = (at: string): string => new Date(at).toDateString();

/* Within 5 minutes of the one above, of the same person, and no answer to something. */
function joins(above: { senderId: string | undefined; at: string } | null, senderId: string | undefined, at: string,
    answers: boolean): boolean {
    return above !== null && !answers && senderId !== undefined && above.senderId === senderId
        && Date.parse(at) - Date.parse(above.at) < JOINED_MS;
}

/** `newFrom`: the number of the first unread message when the log was opened; null if there was none. */
export function rowsOf(log: Log, pending: readonly Pending[], viewerId: string, newFrom: number | null): Row[] {
    const rows: Row[] = log.older ? [{ kind: 'loading', key: 'older' }] : [{ kind: 'start', key: 'start' }];
    let above: { senderId: string | undefined; at: string } | null = null, day = '', marked = newFrom === null;

    const dated = (at: string): void => {
        if (dayOf(at) === day)
            return;
        day = dayOf(at);
        above = null;
        rows.push({ kind: 'day', key: `day ${day}`, at });
    };

    for (const message of log.messages) {
        dated(message.created_at);
        if (!marked && message.seq >= newFrom!) {
            marked = true;
            above = null;
            rows.push({ kind: 'new', key: 'new' });
        }
        const joined = joins(above, message.sender?.id, message.created_at, message.reply_to_id !== null);
        rows.push({ kind: 'message', key: keyOf(message, viewerId), message, joined });
        above = message.deleted ? null : { senderId: message.sender?.id, at: message.created_at };
    }
    if (log.newer)
        return [...rows, { kind: 'loading', key: 'newer' }];
    for (const one of pending) {
        dated(one.at);
        rows.push({ kind: 'pending', key: one.clientRef, pending: one, joined: joins(above, viewerId, one.at, one.replyTo !== null) });
        above = { senderId: viewerId, at: one.at };
    }
    return rows;
}

/* One's own message keeps its row, and so its place, when it becomes durable. */
function keyOf({ id, client_ref, sender }: Message, viewerId: string): string {
    return sender?.id === viewerId && client_ref ? client_ref : id;
}
