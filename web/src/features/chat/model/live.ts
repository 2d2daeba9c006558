/* Events as messages: they carry what a message says, but not who people are. */
import type { ChannelMessage, Dm, ReactionChanged } from '../../../realtime';
import type { Message, Person, Quoted, Reaction } from './types';

type NewMessage = Dm | ChannelMessage;

export interface Known {
    person(id: string): Person | undefined;
    quoted(id: string): Quoted | undefined;
    /** Somebody whom the viewer blocks. */
    blocked(id: string): boolean;
}

/** `whole`: the event says all there is; otherwise the message is to be asked for, and this stands in its place meanwhile. */
export function messageOf(event: NewMessage, known: Known): { message: Message; whole: boolean } {
    const sender = known.person(event.from), replyTo = event.replyToId ? known.quoted(event.replyToId) : null;
    const more = !event.content || event.content.includes('@') || event.mediaIds?.length || !event.createdAt || event.forwarded;
    const message: Message = {
        id: event.messageId, channel_id: event.channelId, seq: event.seq, sender: sender ?? stranger(event.from), sender_blocked: known.blocked(event.from),
        content: event.content ?? '', message_type: event.messageType ?? 'text', media: [], mentions: [], reply_to_id: event.replyToId, reply_to: replyTo ?? null,
            thread_root_id: event.threadRootId,
        thread: null, reactions: [], forwarded_from: null, client_ref: event.clientRef ?? null, pinned: false, is_read: false,
        deleted: event.deleted ?? false, edited_at: null, created_at: event.createdAt ?? new Date().toISOString(),
    };

    return { message, whole: event.deleted || Boolean(sender && replyTo !== undefined && !more) };
}

const stranger = (id: string): Person => ({ id, username: '', display_name: null, avatar_url: null });

export function deletedMessage(message: Message): Message {
    return { ...message, content: null, media: [], story: null, mentions: [], reply_to: null, reply_to_id: null, reactions: [], pinned: false, deleted: true };
}

/** One's own change may be known before its event. */
export function withReaction(reactions: readonly Reaction[], emoji: string, count: number, me: boolean): readonly Reaction[] {
    if (count <= 0)
        return reactions.filter(one => one.emoji !== emoji);
    return reactions.some(one => one.emoji === emoji)
        ? reactions.map(one => one.emoji === emoji ? { emoji, count, me } : one) : [...reactions, { emoji, count, me }];
}

export function reactedBy(event: ReactionChanged, viewerId: string): (message: Message) => Message {
    return message => {
        const before = message.reactions.find(one => one.emoji === event.emoji);
        const me = event.userId === viewerId ? event.type === 'reaction_added' : before?.me ?? false;

        return { ...message, reactions: withReaction(message.reactions, event.emoji, event.count, me) };
    };
}

/** Before the server has said so. */
export function toggled(message: Message, emoji: string, on: boolean): Message {
    const before = message.reactions.find(one => one.emoji === emoji);
    if ((before?.me ?? false) === on)
        return message;
    return { ...message, reactions: withReaction(message.reactions, emoji, (before?.count ?? 0) + (on ? 1 : -1), on) };
}

export const quotedOf = ({ id, seq, sender, content, deleted }: Message): Quoted =>
    ({ id, seq, sender, content: content?.slice(0, 200) ?? null, deleted });
