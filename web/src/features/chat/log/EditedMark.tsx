import { useText } from '../../../data/text';
import type { Message } from '../model/types';
import { showHistory } from '../dialogs/about';
import s from './Message.module.css';

export function EditedMark({ message }: { message: Message }) {
    const t = useText();

    return message.edited_at !== null && (
        <button type="button" className={s.edited} tabIndex={-1} onClick={() => showHistory(message)}>{t('chat.edited')}</button>
    );
}
