/* What everything in an open channel shares. */
import { createContext, use } from 'react';
import type { RealtimeClient } from '../../../realtime';
import type { Channel, Message } from '../model/types';

export interface Room {
    channel: Channel;
    /** Of a thread: the message that it began with. */
    rootId: string | null;
    viewerId: string;
    realtime: RealtimeClient;
    replyTo: Message | null;
    setReplyTo: (message: Message | null) => void;
    /** The message that is being edited. */
    editing: string | null;
    setEditing: (id: string | null) => void;
    /** Shows a message wherever it stands. */
    show: (id: string) => void;
    openThread: (rootId: string) => void;
}

export const RoomContext = createContext<Room | null>(null);

export function useRoom(): Room {
    const room = use(RoomContext);

    if (!room)
        throw new Error('no room above');
    return room;
}

export const isAdmin = ({ role }: Channel): boolean => role === 'owner' || role === 'admin';

const STAFF = new Set(['moderator', 'admin']);

/** Whether others' messages may be taken out: by admins of the channel, and where everybody reads along by the instance's staff. */
export const mayModerate = (channel: Channel, role: string | null | undefined): boolean =>
    isAdmin(channel) || channel.kind === 'public' && STAFF.has(role?.toLowerCase() ?? '');

/** Why one cannot write here; null: one can. */
export function silence(channel: Channel): 'join' | 'archived' | 'announcement' | 'request' | null {
    if (channel.archived)
        return 'archived';
    if (!channel.is_member)
        return 'join';
    if (channel.request === 'received')
        return 'request';
    return channel.announcement && !isAdmin(channel) ? 'announcement' : null;
}

export const mayPin = (channel: Channel): boolean =>
    channel.is_member && !channel.archived && (channel.kind === 'direct' || channel.kind === 'group' || isAdmin(channel));

export const mayInvite = (channel: Channel): boolean =>
    channel.is_member && !channel.archived && channel.kind !== 'direct' && (channel.kind === 'group' || isAdmin(channel));
