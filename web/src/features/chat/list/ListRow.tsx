import { memo } from 'react';
import { BellOff, Lock } from 'lucide-react';
import { Badge, cx, Icon, Time, VisuallyHidden } from '../../../design';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { nameOf, pathOf, type Channel } from '../model/types';
import { attachedWords, ChannelAvatar, useChannelName } from '../names';
import { activityOf } from '../store/lists';
import { useUnreadOf } from '../unread';
import s from './List.module.css';

export const ListRow = memo(function ListRow({ channel, selected }: { channel: Channel; selected: boolean }) {
    const t = useText(), name = useChannelName(channel), unread = useUnreadOf(channel.id), count = unread?.count ?? 0;

    return (
        <li className={s.item}>
            <a href={pathOf(channel)} className={cx(s.row, selected && s.selected, count > 0 && s.unread)}
                aria-current={selected ? 'page' : undefined}>
                <ChannelAvatar channel={channel} size={48} />
                <span className={s.words}>
                    <span className={s.top}>
                        <bdi className={s.name}>{name}</bdi>
                        {channel.kind === 'private' && <Icon of={Lock} size={14} />}
                        {channel.muted && <Icon of={BellOff} size={14} />}
                        {channel.last_message && <span className={s.time}><Time at={activityOf(channel)} /></span>}
                    </span>
                    <span className={s.bottom}>
                        <LastWords channel={channel} />
                        {unread && unread.mentions > 0 && <span className={s.mention} aria-hidden="true">@</span>}
                        <Badge count={count} quiet={channel.muted} />
                        {count > 0 && <VisuallyHidden>{t('chat.unread', { count })}</VisuallyHidden>}
                    </span>
                </span>
            </a>
        </li>
    );
});

/** What was said last, and by whom where that is not plain. */
function LastWords({ channel }: { channel: Channel }) {
    const t = useText(), me = useViewer()?.id, last = channel.last_message;
    if (!last)
        return <span className={s.last}><bdi>{channel.topic || t('chat.nothing_yet')}</bdi></span>;
    const own = last.sender?.id === me, by = own ? t('chat.you') : channel.kind === 'direct' || !last.sender ? '' : nameOf(last.sender);

    return (
        <span className={s.last}>
            {by && <span className={s.by}><bdi>{by}</bdi>:</span>}
            <bdi>{last.deleted ? t('chat.deleted') : last.content || attachedWords(t, last)}</bdi>
        </span>
    );
}
