import { useState, type ReactNode } from 'react';
import { useText } from '../../../data/text';
import s from './Message.module.css';

/** What somebody whom one blocks said to all: folded, since the conversation goes on around it. */
export function BlockedWords({ children }: { children: ReactNode }) {
    const t = useText(), [open, setOpen] = useState(false);

    return open ? children : (
        <p className={s.gone}>
            {t('chat.blocked_words')} <button type="button" className={s.edited} onClick={() => setOpen(true)}>{t('chat.show')}</button>
        </p>
    );
}
