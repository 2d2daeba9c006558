/* What one wrote, until it is durable: the realtime client's outbox, as rows. */
import type { Ack, Entry, RealtimeClient } from '../../../realtime';
import { findRef } from '../model/log';
import { pendingOf, withPending } from '../model/pending';
import type { Message } from '../model/types';
import { forgetSent, sentMedia } from './sent';
import { add, hidePending, quotedIn } from './messages';
import { chat, logKey, useChat } from './state';

const EVENT_MS = 3000;

const show = (entry: Entry, sent = false): void => useChat.setState(({ pending }) =>
    ({ pending: withPending(pending, { ...pendingOf(entry, id => quotedIn(entry.channelId, id) ?? null), sent }) }));

/** Returns how to stop. What an earlier page left is shown too. */
export function followOutbox(realtime: RealtimeClient, viewerId: string): () => void {
    void realtime.outbox.entries().then(entries => entries.forEach(entry => show(entry)));
    return realtime.on('outbox', change => {
        if (change.change === 'sent')
            sent(change.entry, change.ack, viewerId);
        else if (change.change === 'discarded')
            hidePending(change.entry.clientRef);
        else
            show(change.entry);
    });
}

/* Its event puts it in its place: before this, or soon after what others said before it. */
function sent(entry: Entry, ack: Ack, viewerId: string): void {
    const sender = chat().people[viewerId] ?? null, { channelId, threadRootId = null } = entry;
    const log = () => chat().logs[logKey(channelId, threadRootId)]?.log;
    const put = () => {
        if (ack.messageId && ack.seq !== undefined)
            add(messageFrom(entry, { ...ack, messageId: ack.messageId, seq: ack.seq }, sender));
        hidePending(entry.clientRef);
        forgetSent(entry.mediaIds ?? []);
    };

    if (!log() || log()!.to + 1 >= ack.seq! || findRef(log()!, entry.clientRef))
        return put();
    show(entry, true);
    setTimeout(put, EVENT_MS);
}

function messageFrom(entry: Entry, ack: Ack & { messageId: string; seq: number }, sender: Message['sender']): Message {
    return {
        id: ack.messageId, channel_id: entry.channelId, seq: ack.seq, sender, sender_blocked: false, content: entry.content ?? '',
        message_type: entry.messageType ?? 'text', media: sentMedia(entry.mediaIds ?? []), mentions: [],
        reply_to_id: entry.replyToId ?? null, reply_to: entry.replyToId ? quotedIn(entry.channelId, entry.replyToId) ?? null : null,
        thread_root_id: entry.threadRootId ?? null, thread: null, reactions: [], forwarded_from: null, client_ref: entry.clientRef,
            pinned: false,
        is_read: false, deleted: false, edited_at: null, created_at: ack.createdAt ?? new Date(entry.order).toISOString(),
    };
}
