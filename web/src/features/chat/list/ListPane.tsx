import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { ChevronRight, Compass, MessageSquarePlus, Plus } from 'lucide-react';
import { Button, Empty, Icon, IconButton, LinkButton, Loading, Page, Problem, SkeletonRow } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import type { Place } from '../model/types';
import { openNewChannel, openNewMessage } from '../dialogs/open';
import { listed, loadList, loadMore } from '../store/lists';
import { useChat, type ListName } from '../store/state';
import { useUnread } from '../unread';
import { ArchivedLink } from './ArchivedLink';
import { ListRow } from './ListRow';
import { PublicChannels } from './PublicChannels';
import s from './List.module.css';

const titles = {
    messages: 'chat.messages', channels: 'chat.channels', requests: 'chat.requests', public_channels: 'chat.public_channels',
    archived: 'chat.archived_channels',
} as const;

interface Props {
    place: Place;
    selected: string | null;
}

/** All conversations, or all channels. On its own it is the page; beside an open one it has a smaller title. */
export function ListPane({ place, selected }: Props) {
    const t = useText(), [search] = useSearchParams(), isMessages = place === 'messages';
    const part = isMessages && search.has('requests') ? 'requests' : isMessages ? null
        : search.has('public') ? 'public_channels' : search.has('archived') ? 'archived' : null;
    const title = t(titles[part ?? place]);
    const action = isMessages ? <IconButton icon={MessageSquarePlus} label={t('chat.new_message')} onPress={openNewMessage} /> : (
        <>
            {part === null && <LinkButton kind="plain" size="small" icon={Compass} to="/channels?public">{t('chat.browse')}</LinkButton>}
            <IconButton icon={Plus} label={t('chat.new_channel')} onPress={openNewChannel} />
        </>
    );

    return (
        <div className={s.pane}>
            {selected === null
                ? <Page title={title} actions={action} back={part ? `/${place}` : undefined} />
                : <div className={s.head}><h2 className={s.title}>{title}</h2>{action}</div>}
            {part === 'public_channels' ? <PublicChannels selected={selected} /> : <Rows name={part ?? place} place={place}
                selected={selected} />}
        </div>
    );
}

function Rows({ name, place, selected }: { name: ListName } & Props) {
    const t = useText(), problemText = useProblemText(), { status, problem, next } = useChat(chat => chat.lists[name]);
    const channels = useChat(chat => chat.channels), requests = useUnread(state => state.requests), [busy, setBusy] = useState(false);
    const rows = listed(channels, name);
    const more = async () => {
        setBusy(true);
        await loadMore(name);
        setBusy(false);
    };

    useEffect(() => void loadList(name), [name]);
    if (status === 'none' || status === 'loading')
        return <Loading>{Array.from({ length: 7 }, (_, n) => <SkeletonRow key={n} lines={1} />)}</Loading>;
    if (status === 'failed' && !rows.length)
        return <Problem words={problemText(problem)} onRetry={() => void loadList(name, true)} />;
    return (
        <>
            {name === 'messages' && requests > 0 && <a className={s.requests}
                href="/messages?requests">{t('chat.requests_count', { count: requests })}<Icon of={ChevronRight} size={18} turns /></a>}
            {rows.length > 0 ? (
                <ul className={s.list} aria-label={t(place === 'messages' ? 'chat.conversations' : 'chat.channels')}>
                    {rows.map(channel => <ListRow key={channel.id} channel={channel} selected={channel.id === selected} />)}
                </ul>
            ) : <NoRows name={name} />}
            {name === 'channels' && <ArchivedLink />}
            {next && <div className={s.more}><Button size="small" busy={busy} onPress={() => void more()}>{t('chat.show_more')}</Button>
                </div>}
        </>
    );
}

function NoRows({ name }: { name: ListName }) {
    const t = useText();

    switch (name) {
    case 'messages':
        return <Empty title={t('chat.no_conversations')} words={t('chat.no_conversations_words')}
            action={<Button kind="primary" onPress={() => openNewMessage()}>{t('chat.write_somebody')}</Button>} />;
    case 'channels':
        return <Empty title={t('chat.no_channels')} words={t('chat.no_channels_words')}
            action={<LinkButton kind="primary" to="/channels?public">{t('chat.find_channels')}</LinkButton>} />;
    case 'archived':
        return <Empty title={t('chat.no_archived')} words={t('chat.no_archived_words')} />;
    case 'requests':
        return <Empty title={t('chat.no_requests')} words={t('chat.no_requests_words')} />;
    }
}
