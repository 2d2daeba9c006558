import { useEffect, useState } from 'react';
import { SearchField } from '../../../design';
import { useText } from '../../../data/text';
import type { Message } from '../model/types';
import { useRoom } from '../room/room';
import { Found } from './Found';
import { ListOf } from './ListOf';
import { useList } from './useList';
import s from './Side.module.css';

const WAIT_MS = 300;

export function SearchHere() {
    const { channel } = useRoom(), t = useText(), [typed, setTyped] = useState(''), [q, setQ] = useState('');
    const list = useList<Message>(q ? `/messages/search?channel_id=${channel.id}&limit=30&q=${encodeURIComponent(q)}` : null);

    useEffect(() => {
        const timer = setTimeout(() => setQ(typed.trim()), WAIT_MS);
        return () => clearTimeout(timer);
    }, [typed]);
    return (
        <div className={s.scroll}>
            <search className={s.tools}><SearchField label={t('chat.search_words')} value={typed} onChange={setTyped}
                onSearch={() => setQ(typed.trim())} autoFocus /></search>
            {q && (
                <ListOf list={list} label={t('chat.found')} nothing={<p className={s.nothing}>{t('chat.nothing_found', { words: q })}</p>}>
                    {message => <Found key={message.id} message={message} />}
                </ListOf>
            )}
        </div>
    );
}
