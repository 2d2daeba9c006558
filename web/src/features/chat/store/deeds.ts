/* What one does with messages: shown at once, taken back with the reason if the server will not have it. */
import type { RealtimeClient } from '../../../realtime';
import { problemOf, type Problem } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { deletedMessage, toggled } from '../model/live';
import type { Channel, Message } from '../model/types';
import { loadUnread, noteMuted, noteRead } from '../unread';
import { drop, keep } from './lists';
import { add, everywhere } from './messages';
import { chat, patchChannel } from './state';

/** Null: done. */
export type Done = Promise<Problem | null>;

const problemIn = (answer: Answer<unknown>): Problem | null => answer.ok ? null : answer.problem;

async function tried(message: Message, change: (one: Message) => Message, deed: () => Promise<unknown>): Done {
    everywhere(message.channel_id, message.id, change);
    try {
        await deed();
        return null;
    } catch (error) {
        everywhere(message.channel_id, message.id, () => message);
        return problemOf(error);
    }
}

export const edit = (realtime: RealtimeClient, message: Message, content: string): Done =>
    tried(message, one => ({ ...one, content, mentions: [], edited_at: new Date().toISOString() }),
        () => realtime.edit(message.id, content));

export const remove = (realtime: RealtimeClient, message: Message): Done =>
    tried(message, deletedMessage, () => realtime.delete(message.id));

export const react = (realtime: RealtimeClient, message: Message, emoji: string, on: boolean): Done =>
    tried(message, one => toggled(one, emoji, on), () => realtime.react(message.id, emoji, on));

/** A copy of it, said by oneself somewhere else. */
export async function forward(message: Message, channelId: string): Promise<Answer<Message>> {
    const answer = await rest.post<Message>(`/channels/${channelId}/messages`, { forward_of: message.id }, { key: true });
    if (answer.ok)
        add(answer.data);
    return answer;
}

/** Its event counts it. */
export async function pin(message: Message, on: boolean): Done {
    const path = `/channels/${message.channel_id}/pins/${message.id}`, answer = await (on ? rest.put(path, undefined) : rest.delete(path));
    if (answer.ok)
        everywhere(message.channel_id, message.id, one => ({ ...one, pinned: on }));
    return problemIn(answer);
}

/** Read to the end, and told to the server in its own time. */
export function readUpTo(realtime: RealtimeClient, channelId: string, messageId: string, seq: number): void {
    const channel = chat().channels[channelId];
    noteRead(channelId, seq, Math.max(0, (channel?.last_seq ?? seq) - seq));
    realtime.read(channelId, messageId);
}

/* ---- channels ---- */

async function kept(answer: Answer<Channel>): Done {
    if (answer.ok)
        keep([answer.data]);
    return problemIn(answer);
}

export const join = async (channelId: string): Done => kept(await rest.post<Channel>(`/channels/${channelId}/join`));

/** Shown at once, as it was again if it is refused. */
export async function change(channelId: string, what: Partial<Channel>): Done {
    const before = chat().channels[channelId];
    patchChannel(channelId, () => what);
    const problem = await kept(await rest.patch<Channel>(`/channels/${channelId}`, what));
    if (problem && before)
        patchChannel(channelId, () => Object.fromEntries(Object.keys(what).map(key => [key, before[key as keyof Channel]])));
    return problem;
}

export async function leave(channelId: string): Done {
    const answer = await rest.post(`/channels/${channelId}/leave`);
    if (answer.ok)
        drop(channelId);
    return problemIn(answer);
}

/** `until`: left out, until it is unmuted. */
export async function mute(channelId: string, on: boolean, until?: Date): Done {
    patchChannel(channelId, () => ({ muted: on }));
    noteMuted(channelId, on);
    return kept(await (on ? rest.put<Channel>(`/channels/${channelId}/mute`, { until: until?.toISOString() })
        : rest.delete<Channel>(`/channels/${channelId}/mute`)));
}

export async function removeChannel({ id, kind }: Channel): Done {
    const answer = await rest.delete(kind === 'direct' || kind === 'group' ? `/conversations/${id}` : `/channels/${id}`);
    if (answer.ok)
        drop(id);
    return problemIn(answer);
}

export async function acceptRequest(channelId: string): Done {
    const problem = await kept(await rest.post<Channel>(`/conversations/${channelId}/accept`));
    void loadUnread();
    return problem;
}

export async function declineRequest(channelId: string): Done {
    const answer = await rest.post(`/conversations/${channelId}/decline`);
    if (answer.ok)
        drop(channelId);
    void loadUnread();
    return problemIn(answer);
}
