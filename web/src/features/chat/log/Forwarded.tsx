import { Forward } from 'lucide-react';
import { Icon, Link } from '../../../design';
import { useText } from '../../../data/text';
import { nameOf, pathOf, type Forwarded as From } from '../model/types';
import { useChat } from '../store/state';
import s from './Message.module.css';

/** Whose words they were first; leads there where one may read it. */
export function Forwarded({ from }: { from: From }) {
    const t = useText(), channel = useChat(chat => chat.channels[from.channel_id ?? '']);
    const place = channel ? pathOf(channel) : `/channels/${from.channel_id}`;
    const words = <>{t('chat.forwarded_from')} <bdi>{from.sender ? nameOf(from.sender) : t('chat.nobody')}</bdi></>;

    return (
        <p className={s.quote}>
            <Icon of={Forward} size={14} turns />
            {from.message_id && from.channel_id ? <Link to={`${place}?message=${from.message_id}`} kind="quiet" className={s.excerpt}>{words}</Link>
                : <span className={s.excerpt}>{words}</span>}
        </p>
    );
}
