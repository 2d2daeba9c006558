import { useEffect } from 'react';
import { Avatar } from '../../../design';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { useFoundPeople } from '../dialogs/useFoundPeople';
import { nameOf, pathOf, type Channel } from '../model/types';
import { ChannelAvatar, channelName } from '../names';
import { activityOf, loadList } from '../store/lists';
import { useChat } from '../store/state';
import type { Item } from './items';

type Go<T> = (one: T) => Item['go'];

/** Channels and conversations that one is in, and people as one types. */
export function useTalks(typed: string, goTo: Go<Channel> = pathOf, goToPerson: Go<{ id: string; username: string }> = one => `/@${one.username}`): Item[] {
    const t = useText(), viewer = useSignedIn(), channels = useChat(chat => chat.channels), people = useFoundPeople(typed);

    useEffect(() => {
        void loadList('messages');
        void loadList('channels');
    }, []);
    return [
        ...Object.values(channels).filter(one => one.is_member).map((channel): Item => ({
            id: `c${channel.id}`, group: 'chats', label: channelName(channel, t), hint: channel.topic ?? undefined, go: goTo(channel),
            picture: <ChannelAvatar channel={channel} size={24} />, weight: Date.parse(activityOf(channel)),
        })),
        ...people.filter(one => one.id !== viewer.id).map((one): Item => ({
            id: `p${one.id}`, group: 'people', label: nameOf(one), hint: `@${one.username}`, go: goToPerson(one),
            picture: <Avatar of={{ id: one.id, name: nameOf(one), url: one.avatar_url }} size={24} />,
        })),
    ];
}
