/* The lists of conversations and channels, and single channels that are in none. */
import { rest, type Answer } from '../../../data/rest';
import { noteUnread } from '../unread';
import type { Channel } from '../model/types';
import { learnFromChannels } from './people';
import { chat, patchList, useChat, type ListName } from './state';

const paths: Record<ListName, string> = {
    messages: '/conversations?limit=50',
    channels: '/channels?filter=mine&limit=50',
    archived: '/channels?filter=mine&archived=true&limit=50',
    requests: '/conversations?requests=true&limit=50',
};

/** Channels as an answer has them. */
export function keep(channels: readonly Channel[]): void {
    useChat.setState(({ channels: before }) => ({ channels: { ...before, ...Object.fromEntries(channels.map(one => [one.id, one])) } }));
    learnFromChannels(channels);
    noteUnread(channels);
}

export function drop(channelId: string): void {
    useChat.setState(({ channels: { [channelId]: _, ...channels }, logs }) => ({
        channels, logs: Object.fromEntries(Object.entries(logs).filter(([, one]) => one.channelId !== channelId)),
    }));
}

/** Once; after that events keep it as it is. */
export async function loadList(name: ListName, again = false): Promise<void> {
    const { status } = chat().lists[name];
    if (status === 'loading' || status === 'ready' && !again)
        return;
    if (status !== 'ready')
        patchList(name, { status: 'loading', problem: null });
    take(name, await rest.get<Channel[]>(paths[name]));
}

export async function loadMore(name: ListName): Promise<void> {
    const { next } = chat().lists[name];
    if (!next)
        return;
    patchList(name, { next: null });
    take(name, await rest.get<Channel[]>(next));
}

function take(name: ListName, answer: Answer<Channel[]>): void {
    if (answer.ok) {
        keep(answer.data);
        patchList(name, { status: 'ready', problem: null, next: answer.next });
    } else
        patchList(name, { status: chat().lists[name].status === 'ready' ? 'ready' : 'failed', problem: answer.problem });
}

/** The channel, from the server: one that is not known yet, or that has changed. */
export async function loadChannel(channelId: string): Promise<Answer<Channel>> {
    const answer = await rest.get<Channel>(`/channels/${channelId}`);

    if (answer.ok)
        keep([answer.data]);
    return answer;
}

export const activityOf = ({ last_message, created_at }: Channel): string => last_message?.created_at ?? created_at;

const belongs: Record<ListName, (channel: Channel) => boolean> = {
    messages: ({ kind, request }) => (kind === 'direct' || kind === 'group') && request !== 'received',
    channels: ({ kind, is_member, archived }) => (kind === 'public' || kind === 'private') && is_member && !archived,
    archived: ({ kind, is_member, archived }) => (kind === 'public' || kind === 'private') && is_member && archived,
    requests: ({ request }) => request === 'received',
};

/** Latest activity first. */
export function listed(channels: Readonly<Record<string, Channel>>, name: ListName): Channel[] {
    return Object.values(channels).filter(belongs[name]).sort((one, other) => activityOf(one) < activityOf(other) ? 1 : -1);
}
