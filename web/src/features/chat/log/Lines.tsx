import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { ChannelAvatar, useChannelName } from '../names';
import { useRoom } from '../room/room';
import s from './Log.module.css';

/** The day of what follows. */
export function DayLine({ at }: { at: string }) {
    const words = useFormat().time(at, 'day');

    return <div role="separator" aria-label={words} className={s.day}><span>{words}</span></div>;
}

/** Before the first message that was unread when the log opened. */
export function NewLine() {
    const t = useText();

    return <div role="separator" aria-label={t('chat.new')} className={s.new}><span>{t('chat.new')}</span></div>;
}

/** Where it all began. */
export function StartLine() {
    const { channel, rootId } = useRoom(), name = useChannelName(channel), t = useText();

    return rootId === null ? (
        <div className={s.start}>
            <ChannelAvatar channel={channel} size={48} />
            <p className={s.startName}><bdi>{name}</bdi></p>
            <p>{t(channel.kind === 'direct' ? 'chat.start_direct' : channel.kind === 'group' ? 'chat.start_group' : 'chat.start_channel')}</p>
            {channel.visible_from_seq > 1 && <p>{t('chat.start_joined')}</p>}
            {channel.description && <p className={s.description} dir="auto">{channel.description}</p>}
        </div>
    ) : <div className={s.threadStart} />;
}
