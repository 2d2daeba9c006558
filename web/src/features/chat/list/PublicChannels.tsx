import { useEffect, useState } from 'react';
import { Button, Empty, SearchField } from '../../../design';
import { useText } from '../../../data/text';
import { openNewChannel } from '../dialogs/open';
import type { Channel } from '../model/types';
import { ListOf } from '../side/ListOf';
import { useList } from '../side/useList';
import { ListRow } from './ListRow';
import s from './List.module.css';

const WAIT_MS = 250;

/** All channels that one may read and join, newest first, or those that suit some words. */
export function PublicChannels({ selected }: { selected: string | null }) {
    const t = useText(), [typed, setTyped] = useState(''), [q, setQ] = useState('');
    const list = useList<Channel>(`/channels?filter=public&limit=50${q ? `&q=${encodeURIComponent(q)}` : ''}`);

    useEffect(() => {
        const timer = setTimeout(() => setQ(typed.trim()), WAIT_MS);
        return () => clearTimeout(timer);
    }, [typed]);
    return (
        <>
            <search className={s.search}><SearchField label={t('chat.find_channels')} value={typed} onChange={setTyped} /></search>
            <ListOf list={list} label={t('chat.public_channels')} nothing={
                <Empty title={t('chat.no_public')} words={t('chat.no_public_words')}
                    action={<Button kind="primary" onPress={openNewChannel}>{t('chat.new_channel')}</Button>} />}>
                {channel => <ListRow key={channel.id} channel={channel} selected={channel.id === selected} />}
            </ListOf>
        </>
    );
}
