import { useEffect } from 'react';
import { Hash, MessageSquarePlus, PenSquare } from 'lucide-react';
import { newPost, placeOf, useEntries } from '../../../app/navigation';
import { Avatar, Icon } from '../../../design';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { useFoundPeople } from '../dialogs/useFoundPeople';
import { openNewChannel, openNewMessage } from '../dialogs/open';
import { nameOf, pathOf, type Channel } from '../model/types';
import { ChannelAvatar, channelName } from '../names';
import { activityOf, loadList } from '../store/lists';
import { useChat } from '../store/state';
import type { Item } from './items';

/** All that one can go to or do. */
export function useItems(typed: string): readonly Item[] {
    const t = useText(), viewer = useSignedIn(), channels = useChat(chat => chat.channels), people = useFoundPeople(typed);
    const pages = useEntries();

    useEffect(() => {
        void loadList('messages');
        void loadList('channels');
    }, []);
    const ofChannel = (channel: Channel): Item => ({
        id: `c${channel.id}`, group: 'chats', label: channelName(channel, t), hint: channel.topic ?? undefined, go: pathOf(channel),
        picture: <ChannelAvatar channel={channel} size={24} />, weight: Date.parse(activityOf(channel)),
    });
    const action = (id: string, label: string, icon: typeof Hash, go: () => void): Item =>
        ({ id, group: 'actions', label, picture: <Icon of={icon} />, go });

    return [
        ...Object.values(channels).filter(one => one.is_member).map(ofChannel),
        ...people.filter(one => one.id !== viewer.id).map((one): Item => ({
            id: `p${one.id}`, group: 'people', label: nameOf(one), hint: `@${one.username}`, go: `/@${one.username}`,
            picture: <Avatar of={{ id: one.id, name: nameOf(one), url: one.avatar_url }} size={24} />,
        })),
        ...pages.map((entry): Item => ({ id: entry.label, group: 'pages', label: t(entry.label as 'chat.messages'),
            go: placeOf(entry, viewer), picture: <Icon of={entry.icon} /> })),
        ...newPost ? [action('post', t('app.newPost'), PenSquare, newPost)] : [],
        action('message', t('chat.new_message'), MessageSquarePlus, openNewMessage),
        action('channel', t('chat.new_channel'), Hash, openNewChannel),
    ];
}
