import { useEffect, useState } from 'react';
import type { Presence } from '../../../realtime';
import { useText } from '../../../data/text';
import { useRoom } from './room';
import s from './Room.module.css';

/** Beneath the name: whether the other one is there, or what the channel is about. */
export function RoomUnder() {
    const { channel } = useRoom(), t = useText(), other = channel.kind === 'direct' ? channel.participants?.[0] : undefined;

    if (other)
        return channel.request === null ? <PresenceWords userId={other.id} username={other.username} /> : <>@{other.username}</>;
    return <span className={s.under}><bdi>{channel.topic || t('chat.members_count', { count: channel.member_count })}</bdi></span>;
}

function PresenceWords({ userId, username }: { userId: string; username: string }) {
    const { realtime } = useRoom(), t = useText(), [status, setStatus] = useState<Presence['status']>('offline');

    useEffect(() => {
        const watched = realtime.watchPresence(userId, presence => setStatus(presence.status));
        watched.ready.catch(() => {});
        return () => watched.close();
    }, [realtime, userId]);
    return (
        <span className={s.under}>
            {status !== 'offline' && <span className={s[status]} aria-hidden="true" />}
            {status === 'offline' ? <bdi>@{username}</bdi> : t(status === 'online' ? 'chat.online' : 'chat.away')}
        </span>
    );
}
