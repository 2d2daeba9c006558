/* What is unread, for badges and rows. It is all of chat that every page needs, so it stands apart from the rest. */
import { create } from 'zustand';
import type { RealtimeClient, ServerEvent } from '../../realtime';
import { rest } from '../../data/rest';
import { placeOf, type Channel, type Kind, type Place } from './model/types';

export interface Unread { place: Place; count: number; mentions: number; read: number; muted: boolean }

interface State {
    channels: Readonly<Record<string, Unread>>;
    requests: number;
    /** The channel whose end is before somebody's eyes: what comes there is read. */
    watching: string | null;
}

export const useUnread = create<State>(() => ({ channels: {}, requests: 0, watching: null }));

interface Answer {
    request_count: number;
    channels: { channel_id: string; kind: Kind; unread_count: number; mention_count: number; last_read_seq: number; muted: boolean }[];
}

export async function loadUnread(): Promise<void> {
    const answer = await rest.get<Answer>('/unread');
    if (!answer.ok)
        return;
    const channels = answer.data.channels.map(one => [one.channel_id, {
        place: placeOf(one.kind), count: one.unread_count, mentions: one.mention_count, read: one.last_read_seq, muted: one.muted,
    }]);
    const before = Object.entries(useUnread.getState().channels).map(([id, one]) => [id, { ...one, count: 0, mentions: 0 }]);

    useUnread.setState({ requests: answer.data.request_count, channels: Object.fromEntries([...before, ...channels]) });
}

/** What was read here and is not told yet counts as read. */
export function noteUnread(channels: readonly Channel[]): void {
    useUnread.setState(({ channels: before }) => {
        const known = channels.filter(one => one.is_member && one.request !== 'received').map((one): [string, Unread] => {
            const ahead = (before[one.id]?.read ?? 0) > one.last_read_seq, read = ahead ? before[one.id]!.read : one.last_read_seq;
            return [one.id, {
                place: placeOf(one.kind), read, count: ahead ? Math.max(0, one.last_seq - read) : one.unread_count,
                mentions: ahead ? 0 : one.mention_count, muted: one.muted,
            }];
        });
        return { channels: { ...before, ...Object.fromEntries(known) } };
    });
}

function change(channelId: string, make: (one: Unread) => Unread, place: Place | null = null): void {
    useUnread.setState(({ channels }) => {
        const before = channels[channelId] ?? (place && { place, count: 0, mentions: 0, read: 0, muted: false });
        return before ? { channels: { ...channels, [channelId]: make(before) } } : {};
    });
}

/** Up to this number, at once: the server is told when it is well. */
export const noteRead = (channelId: string, seq: number, left = 0): void =>
    change(channelId, one => ({ ...one, read: Math.max(one.read, seq), count: left, mentions: left ? one.mentions : 0 }));

export const noteMuted = (channelId: string, muted: boolean): void => change(channelId, one => ({ ...one, muted }));

export function watch(channelId: string | null): void {
    useUnread.setState({ watching: channelId });
}

/** Returns how to stop. */
export function followUnread(realtime: RealtimeClient, viewerId: string): () => void {
    const stops = [realtime.on('*', event => hear(event, viewerId)), realtime.on('resync', () => void loadUnread())];

    return () => stops.forEach(stop => stop());
}

function hear(event: ServerEvent, viewerId: string): void {
    switch (event.type) {
    case 'dm':
    case 'channel_message':
        if (event.from === viewerId)
            noteRead(event.channelId, event.seq);
        else if (useUnread.getState().watching !== event.channelId)
            change(event.channelId, one => ({ ...one, count: one.count + 1, mentions: one.mentions + (event.mention ? 1 : 0) }),
                event.type === 'dm' ? 'messages' : 'channels');
        return;
    case 'read':
        if (event.userId === viewerId)
            change(event.channelId, one => ({
                ...one, read: Math.max(one.read, event.seq), count: event.unreadCount ?? one.count,
                    mentions: event.mentionCount ?? one.mentions,
            }));
        return;
    case 'channel_left':
        change(event.channelId, one => ({ ...one, count: 0, mentions: 0 }));
        return;
    case 'channel_joined':
        if (event.by !== viewerId && event.kind === 'direct')
            void loadUnread();
    }
}

const sumOf = (place: Place) => ({ channels }: State): number =>
    Object.values(channels).reduce((sum, one) => one.place === place && !one.muted ? sum + one.count : sum, 0);

const sums = { messages: sumOf('messages'), channels: sumOf('channels') };

export const useMessagesBadge = (): number => useUnread(state => sums.messages(state) + state.requests);
export const useChannelsBadge = (): number => useUnread(sums.channels);
export const useUnreadOf = (channelId: string): Unread | undefined => useUnread(state => state.channels[channelId]);
