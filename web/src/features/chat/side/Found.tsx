import { Avatar, Time } from '../../../design';
import { useText } from '../../../data/text';
import { nameOf, type Message } from '../model/types';
import { useRoom } from '../room/room';
import s from './Side.module.css';

/** A message in a list of some: leads to where it stands. */
export function Found({ message }: { message: Message }) {
    const t = useText(), room = useRoom(), { sender } = message, name = sender ? nameOf(sender) : t('chat.nobody');

    return (
        <li className={s.found}>
            <button type="button" className={s.row} onClick={() => message.thread_root_id ? room.openThread(message.thread_root_id)
                : room.show(message.id)}>
                {sender && <Avatar of={{ id: sender.id, name, url: sender.avatar_url }} size={32} />}
                <span className={s.words}>
                    <span className={s.top}><bdi className={s.name}>{name}</bdi><span className={s.small}><Time
                        at={message.created_at} /></span></span>
                    <span className={s.excerpt} dir="auto">{message.content}</span>
                </span>
            </button>
        </li>
    );
}
