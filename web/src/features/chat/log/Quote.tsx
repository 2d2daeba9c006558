import { CornerUpRight } from 'lucide-react';
import { Icon } from '../../../design';
import { useText } from '../../../data/text';
import { nameOf, type Quoted } from '../model/types';
import { useRoom } from '../room/room';
import s from './Message.module.css';

/** The beginning of what is answered; leads there. */
export function Quote({ quoted }: { quoted: Quoted | null }) {
    const t = useText(), room = useRoom();
    if (!quoted)
        return <p className={s.quote}><Icon of={CornerUpRight} size={14} turns /><span
            className={s.gone}>{t('chat.reply_unseen')}</span></p>;
    return (
        <button type="button" className={s.quote} onClick={() => room.show(quoted.id)} tabIndex={-1}>
            <Icon of={CornerUpRight} size={14} turns />
            <bdi className={s.quoted}>{quoted.sender ? nameOf(quoted.sender) : t('chat.nobody')}</bdi>
            <span className={s.excerpt} dir="auto">{quoted.deleted ? t('chat.deleted') : quoted.content || t('chat.file')}</span>
        </button>
    );
}
