/* Messages that came or changed, put where they stand: logs, threads, lists, quotes. */
import { changed, find, withLive } from '../model/log';
import { quotedOf } from '../model/live';
import { withoutPending } from '../model/pending';
import type { Message, Quoted } from '../model/types';
import { chat, logKey, patchChannel, patchLog, useChat } from './state';

export function quotedIn(channelId: string, id: string): Quoted | undefined {
    const held = find(chat().logs[channelId]?.log ?? { messages: [] }, id);

    return held && quotedOf(held);
}

export const hidePending = (clientRef: string): void =>
    useChat.setState(({ pending }) => ({ pending: withoutPending(pending, clientRef) }));

/** A message that is durable: from an event, or one's own that was acknowledged. Repeats are harmless. */
export function add(message: Message): void {
    const { channel_id: channelId, thread_root_id: rootId, seq } = message;
    const isNew = seq > (chat().channels[channelId]?.last_seq ?? 0);

    patchChannel(channelId, channel => isNew ? { last_seq: seq, last_message: message } : channel);
    patchLog(channelId, ({ log, status }) => status === 'ready' ? { log: withLive(log, message) } : {});
    if (rootId)
        addReply(rootId, message, isNew);
    if (message.client_ref)
        hidePending(message.client_ref);
}

function addReply(rootId: string, message: Message, isNew: boolean): void {
    const counted = (root: Message): Message => isNew ? {
        ...root, thread: { reply_count: (root.thread?.reply_count ?? 0) + 1, last_reply_at: message.created_at, last_reply_id: message.id },
    } : root;

    everywhere(message.channel_id, rootId, counted);
    patchLog(logKey(message.channel_id, rootId), ({ log }) =>
        log.newer || find(log, message.id) ? {} : { log: { ...log, messages: [...log.messages, message], to: message.seq } });
}

/* The message as the server has it, in the place of what an event said of it. */
export function better(message: Message): void {
    everywhere(message.channel_id, message.id, () => message);
}

/** Wherever a message stands: in its log, its thread, the lists, and where it is quoted. */
export function everywhere(channelId: string, id: string, change: (message: Message) => Message): void {
    for (const [key, state] of Object.entries(chat().logs))
        if (state.channelId === channelId)
            patchLog(key, ({ log }) => ({ log: requoted(changed(log, id, change), id) }));
    patchChannel(channelId, channel => channel.last_message?.id === id ? { last_message: change(channel.last_message) } : channel);
}

function requoted(log: ReturnType<typeof changed>, id: string): typeof log {
    const now = find(log, id);
    if (!now || !log.messages.some(one => one.reply_to_id === id))
        return log;
    return { ...log, messages: log.messages.map(one => one.reply_to_id === id && one.reply_to ? { ...one, reply_to: quotedOf(now) }
        : one) };
}

export function pinned(channelId: string, id: string, on: boolean): void {
    patchChannel(channelId, ({ pin_count }) => ({ pin_count: Math.max(0, pin_count + (on ? 1 : -1)) }));
    everywhere(channelId, id, one => ({ ...one, pinned: on }));
}
