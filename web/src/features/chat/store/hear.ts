/* What the server says, into what this page knows. */
import type { ChannelMessage, Dm, MessageEdited, RealtimeClient, ServerEvent } from '../../../realtime';
import { deletedMessage, messageOf, reactedBy } from '../model/live';
import { emptyLog, lastOf } from '../model/log';
import { complete } from './incomplete';
import { drop, loadChannel, loadList } from './lists';
import { catchUp, reopenLogs } from './logs';
import { add, better, everywhere, pinned, quotedIn } from './messages';
import { followOutbox } from './outbox';
import { askFor } from './people';
import { chat, patchChannel, useChat } from './state';

const LISTS = ['messages', 'channels', 'archived', 'requests'] as const;

/** Returns how to stop. `shown`: the logs before somebody's eyes. */
export function follow(realtime: RealtimeClient, viewerId: string, shown: () => readonly string[]): () => void {
    const stops = [
        realtime.on('*', event => hear(event, viewerId)),
        realtime.on('resync', () => void again(shown())),
        whenBack(realtime, () => void back(shown())),
        realtime.on('typists', ({ channelId, userIds }) => {
            userIds.forEach(id => void askFor(id));
            useChat.setState(({ typists }) => ({ typists: { ...typists, [channelId]: userIds } }));
        }),
        followOutbox(realtime, viewerId),
    ];

    return () => stops.forEach(stop => stop());
}

/* After a connection was gone: not when the first one comes. */
function whenBack(realtime: RealtimeClient, then: () => void): () => void {
    let before = realtime.state.name === 'live' || realtime.state.name === 'catching_up';

    return realtime.on('hello', () => {
        if (before)
            then();
        before = true;
    });
}

/* What failed meanwhile is asked for again, and what came is fetched, without a word: its events may take a while, or not come at all. */
async function back(shown: readonly string[]): Promise<void> {
    for (const name of LISTS)
        if (chat().lists[name].status === 'failed')
            await loadList(name, true);
    await catchUp(shown);
}

async function again(shown: readonly string[]): Promise<void> {
    for (const name of LISTS)
        if (chat().lists[name].status === 'ready')
            await loadList(name, true);
    await reopenLogs(shown);
}

function hear(event: ServerEvent, viewerId: string): void {
    switch (event.type) {
    case 'dm': case 'channel_message': return written(event);
    case 'message_edited': return edited(event);
    case 'message_deleted': return everywhere(event.channelId, event.messageId, deletedMessage);
    case 'reaction_added': case 'reaction_removed': return everywhere(event.channelId, event.messageId, reactedBy(event, viewerId));
    case 'message_pinned': case 'message_unpinned': return pinned(event.channelId, event.messageId, event.type === 'message_pinned');
    case 'channel_joined': return void loadChannel(event.channelId);
    case 'channel_left': return drop(event.channelId);
    case 'channel_changed': case 'request_accepted': return chat().channels[event.channelId] && void loadChannel(event.channelId);
    case 'member_joined': return patchChannel(event.channelId, ({ member_count }) => ({ member_count: member_count + 1 }));
    case 'member_left': return patchChannel(event.channelId, ({ member_count }) => ({ member_count: member_count - 1 }));
    case 'member_changed':
        if (event.userId === viewerId && event.role)
            patchChannel(event.channelId, () => ({ role: event.role }));
        return;
    case 'read':
        if (event.userId !== viewerId)
            hasRead(event.channelId, event.userId, event.seq);
    }
}

/* ---- messages ---- */

function written(event: Dm | ChannelMessage): void {
    const { channelId } = event;
    const { message, whole } = messageOf(event, {
        person: id => chat().people[id], quoted: id => quotedIn(channelId, id), blocked: id => isBlocked(channelId, id),
    });

    if (chat().channels[channelId])
        add(message);
    else
        void loadChannel(channelId);
    if (!whole && (isHeld(channelId) || !message.content || !message.sender?.username))
        complete(channelId, { id: message.id, seq: message.seq }, better);
}

/* Elsewhere all that shows is a line in the list, which the event says; opening it asks for the rest. */
const isHeld = (channelId: string): boolean => Object.values(chat().logs).some(one => one.channelId === channelId);

/* What an event does not say, and earlier messages do. */
const isBlocked = (channelId: string, userId: string): boolean =>
    lastOf(chat().logs[channelId]?.log ?? emptyLog, userId)?.sender_blocked ?? false;

function edited(event: MessageEdited): void {
    const { channelId, messageId, content } = event;
    everywhere(channelId, messageId, one => ({ ...one, content: content ?? one.content, mentions: [],
        edited_at: new Date().toISOString() }));
    if (!content || content.includes('@') && isHeld(channelId))
        complete(channelId, { id: messageId, seq: event.seq }, better);
}

/* ---- who has read ---- */

export function hasRead(channelId: string, userId: string, seq: number): void {
    void askFor(userId);
    useChat.setState(({ reads }) => {
        const there = reads[channelId] ?? {};
        return (there[userId] ?? 0) < seq ? { reads: { ...reads, [channelId]: { ...there, [userId]: seq } } } : {};
    });
}
