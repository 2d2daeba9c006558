import { Link } from '../../../design';
import { useText } from '../../../data/text';
import { pathOf, type Message } from '../model/types';
import { useRoom } from '../room/room';
import s from './Message.module.css';

export function ThreadLink({ message: { id, thread } }: { message: Message }) {
    const t = useText(), { channel } = useRoom();

    return thread !== null && thread.reply_count > 0 && (
        <Link to={`${pathOf(channel)}/thread/${id}`} kind="quiet"
            className={s.thread}>{t('chat.replies', { count: thread.reply_count })}</Link>
    );
}
