/* Who people are, by id: events name them only so. */
import { detailsOf, fetchDetails } from '../../../data/details';
import { ChatPersonFragmentDoc } from '../../../generated/features/chat/store/People';
import type { Channel, Message, Person } from '../model/types';
import { chat, useChat } from './state';

export function learn(people: readonly (Person | null | undefined)[]): void {
    const known = chat().people;
    const news = people.filter((one): one is Person => Boolean(one?.username) && known[one!.id]?.avatar_url !== one!.avatar_url
        || Boolean(one?.username) && known[one!.id]?.display_name !== one!.display_name);

    if (news.length)
        useChat.setState({ people: { ...known, ...Object.fromEntries(news.map(one => [one.id, one])) } });
}

export const learnFromMessages = (messages: readonly Message[]): void =>
    learn(messages.flatMap(one => [one.sender, one.reply_to?.sender, one.forwarded_from?.sender]));

export const learnFromChannels = (channels: readonly Channel[]): void =>
    learn(channels.flatMap(one => [...one.participants ?? [], one.last_message?.sender]));

interface Profile { user_id: string; username: string; display_name: string | null; avatar_url: string | null }

const asked = new Set<string>();

/** For what shows a name that no answer carried yet: a group may have a hundred of them, so those of a moment are asked for together. */
export async function askFor(userId: string): Promise<void> {
    if (chat().people[userId] || asked.has(userId))
        return;
    asked.add(userId);
    await fetchDetails('User', userId);
    const found = detailsOf('User', userId, ChatPersonFragmentDoc);
    if (found)
        learn([{ id: found.id, username: found.username, display_name: found.displayName ?? null, avatar_url: found.avatarUrl ?? null }]);
}

export const personOf = ({ user_id, username, display_name, avatar_url }: Profile): Person =>
    ({ id: user_id, username, display_name, avatar_url });
