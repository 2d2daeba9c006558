import { useEffect, useMemo, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { NotFound } from '../../../app/NotFound';
import { Loading, Page, Problem, SkeletonRow } from '../../../design';
import { useEvent, useRealtime, useTopic } from '../../../data/realtime';
import { useSignedIn } from '../../../data/viewer';
import { useProblemText, type Problem as Refusal } from '../../../data/problems';
import { useText } from '../../../data/text';
import { find } from '../model/log';
import { pathOf, type Message, type Place } from '../model/types';
import { MessageLog } from '../log/MessageLog';
import { useChannelName } from '../names';
import { SidePanel } from '../side/SidePanel';
import { loadChannel } from '../store/lists';
import { loadReads } from '../store/reads';
import { chat, useChat } from '../store/state';
import { Typing } from '../write/Typing';
import { WriteHere } from '../write/WriteHere';
import { RoomActions } from './RoomActions';
import { RoomContext, type Room } from './room';
import { RoomUnder } from './RoomUnder';
import s from './Room.module.css';

interface Props { place: Place; channelId: string; threadId: string | null }

/** An open conversation or channel: its head, its messages, where one writes, and what stands beside it. */
export function RoomView({ place, channelId, threadId }: Props) {
    const channel = useChat(state => state.channels[channelId]), [failed, setFailed] = useState<Refusal | null>(null);
    const problemText = useProblemText(), t = useText(), name = useChannelName(channel), { id: viewerId } = useSignedIn();

    const load = () => void loadChannel(channelId).then(answer => setFailed(answer.ok ? null : answer.problem));

    useEffect(() => {
        if (!chat().channels[channelId])
            load();
    }, [channelId]);
    useEffect(() => {
        if (channel?.kind === 'group')
            void loadReads(channelId, viewerId);
    }, [channelId, channel?.kind, viewerId]);
    useEvent('hello', () => failed && load());
    useTopic(channel?.kind === 'public' && !channel.is_member ? `channel:${channelId}` : null);

    if (!channel && failed?.status === 404)
        return <div className={s.room}><NotFound /></div>;
    if (!channel && failed)
        return <Page title={t('chat.not_found')} back={`/${place}`}><Problem words={problemText(failed)}
            onRetry={load} /></Page>;
    if (!channel)
        return <Page title={t(place === 'messages' ? 'chat.messages' : 'chat.channels')}
            back={`/${place}`}><Loading><SkeletonRow /><SkeletonRow /></Loading></Page>;
    return (
        <>
            <RoomProvider key={channelId} channelId={channelId} rootId={null}>
                <section className={s.room} aria-label={name}>
                    <Page title={name} heading={<bdi>{name}</bdi>} under={<RoomUnder />} back={`/${place}`} actions={<RoomActions />} />
                    <MainLog />
                    <Typing channelId={channelId} />
                    <WriteHere />
                </section>
                {!threadId && <SidePanel />}
            </RoomProvider>
            {threadId && <RoomProvider key={threadId} channelId={channelId} rootId={threadId}><SidePanel thread /></RoomProvider>}
        </>
    );
}

function MainLog() {
    const [search] = useSearchParams();

    return <MessageLog focus={search.get('message')} />;
}

export function RoomProvider({ channelId, rootId, children }: { channelId: string; rootId: string | null; children: React.ReactNode }) {
    const channel = useChat(state => state.channels[channelId])!, realtime = useRealtime(), { id: viewerId } = useSignedIn();
    const [replyTo, setReplyTo] = useState<Message | null>(null), [editing, setEditing] = useState<string | null>(null);
    const [, navigate] = useLocation();
    const room = useMemo((): Room => ({
        channel, rootId, viewerId, realtime: realtime!, replyTo, setReplyTo, editing, setEditing,
        show: id => {
            const held = chat().logs[channelId]?.log, root = held && find(held, id)?.thread_root_id;
            navigate(root ? `${pathOf(channel)}/thread/${root}` : `${pathOf(channel)}?message=${id}`);
        },
        openThread: id => navigate(`${pathOf(channel)}/thread/${id}`),
    }), [channel, rootId, viewerId, realtime, replyTo, editing, channelId, navigate]);

    return realtime && <RoomContext value={room}>{children}</RoomContext>;
}
