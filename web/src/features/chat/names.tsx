/* What a channel is called, and its picture. */
import { Avatar } from '../../design';
import { useText } from '../../data/text';
import { nameOf, type Channel, type Message } from './model/types';

/** A direct one is called as the other person, a group without a name as its people. */
export function channelName({ name, kind, participants = [] }: Channel, t: ReturnType<typeof useText>): string {
    if (name)
        return name;
    if (kind === 'direct')
        return participants[0] ? nameOf(participants[0]) : t('chat.nobody');
    return participants.slice(0, 4).map(nameOf).join(', ') || t('chat.group');
}

export function useChannelName(channel: Channel | undefined): string {
    const t = useText();

    return channel ? channelName(channel, t) : '';
}

export function ChannelAvatar({ channel, size }: { channel: Channel; size: 24 | 32 | 40 | 48 }) {
    const name = useChannelName(channel), other = channel.kind === 'direct' ? channel.participants?.[0] : undefined;

    return other
        ? <Avatar of={{ id: other.id, name, url: other.avatar_url }} size={size} />
        : <Avatar kind="channel" of={{ id: channel.id, name, url: channel.avatar_url }} size={size} />;
}

const ATTACHED = { image: 'chat.picture', video: 'chat.film', audio: 'chat.sound', file: 'chat.file', text: 'chat.file', payment: 'chat.file', system: 'chat.file' } as const;

/** Of a message without words. */
export const attachedWords = (t: ReturnType<typeof useText>, { message_type: type, media }: Pick<Message, 'message_type' | 'media'>): string =>
    t(media[0]?.kind === 'voice' ? 'chat.voice' : ATTACHED[type]);
