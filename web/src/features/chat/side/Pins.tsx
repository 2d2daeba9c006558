import { useText } from '../../../data/text';
import type { Message } from '../model/types';
import { useRoom } from '../room/room';
import { Found } from './Found';
import { ListOf } from './ListOf';
import { useList } from './useList';
import s from './Side.module.css';

/** Asked for again when their number changes. */
export function Pins() {
    const { channel } = useRoom(), t = useText(), list = useList<Message>(`/channels/${channel.id}/pins?limit=50&of=${channel.pin_count}`);

    return (
        <div className={s.scroll}>
            <ListOf list={list} label={t('chat.pins')} nothing={<p className={s.nothing}>{t('chat.no_pins')}</p>}>
                {message => <Found key={message.id} message={message} />}
            </ListOf>
        </div>
    );
}
