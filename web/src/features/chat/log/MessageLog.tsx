import { useEffect, useMemo, useRef } from 'react';
import { ArrowDown } from 'lucide-react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { Button, Loading, Problem, SkeletonRow } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { lastOf } from '../model/log';
import { pendingIn } from '../model/pending';
import { rowsOf, type Row } from '../model/rows';
import { useRoom } from '../room/room';
import { leaveLog, openLatest, openLog, openThread } from '../store/logs';
import { logKey, useChat, type LogState } from '../store/state';
import { useUnreadOf } from '../unread';
import { DayLine, NewLine, StartLine } from './Lines';
import { MessageRow } from './MessageRow';
import { PendingRow } from './PendingRow';
import { useLogScroll } from './useLogScroll';
import { useReading } from './useReading';
import { useRoving } from './useRoving';
import s from './Log.module.css';

const nobody: Readonly<Record<string, number>> = {};

/** The messages of the room, or of its thread. `focus`: one to show first. */
export function MessageLog({ focus }: { focus: string | null }) {
    const { channel, rootId } = useRoom(), problemText = useProblemText();
    const state = useChat(chat => chat.logs[logKey(channel.id, rootId)]);
    const open = () => void (rootId ? openThread(channel.id, rootId) : openLog(channel.id, focus));

    useEffect(open, [channel.id, rootId, focus]);
    useEffect(() => () => leaveLog(logKey(channel.id, rootId)), [channel.id, rootId]);
    if (!state || state.status === 'loading')
        return <div className={s.waiting}><Loading>{Array.from({ length: 6 }, (_, n) => <SkeletonRow key={n}
            lines={n % 3 + 1} />)}</Loading></div>;
    if (state.status === 'failed')
        return <div className={s.waiting}><Problem words={problemText(state.problem)} onRetry={open} /></div>;
    return <OpenLog key={state.epoch} state={state} />;
}

function OpenLog({ state }: { state: LogState }) {
    const { channel, rootId, viewerId, editing } = useRoom(), t = useText(), list = useRef<VirtualizerHandle>(null);
    const scroller = useRef<HTMLDivElement>(null);
    const pending = useChat(chat => chat.pending), { log, newFrom } = state;
    const rows = useMemo(() => rowsOf(log, pendingIn(pending, channel.id, rootId, log), viewerId, newFrom),
        [log, pending, newFrom, channel.id, rootId, viewerId]);
    const look = useReading(rows, list), { shift, away, measure, toEnd } = useLogScroll(rows, state, { list, scroller }, look);
    const { index, current, ...roving } = useRoving(rows, list), unread = useUnreadOf(channel.id)?.count ?? 0;
    const seenTo = useChat(chat => Math.max(0, ...Object.values(chat.reads[channel.id] ?? nobody)));
    const lastOwn = rows.some(row => row.kind === 'pending') ? undefined : lastOf(log, viewerId)?.id;
    const keep = [index, rows.findIndex(row => row.kind === 'message' && row.message.id === editing)].filter(n => n >= 0);

    return (
        <div className={s.frame}>
            <div ref={scroller} role="log" aria-label={t(rootId ? 'chat.thread' : 'chat.messages')} aria-live={away ? 'off' : 'polite'}
                aria-relevant="additions" className={s.log} {...roving}>
                <div className={s.above} />
                <Virtualizer ref={list} shift={shift} onScroll={() => measure()} keepMounted={keep} bufferSize={400}>
                    {rows.map(row => row.kind === 'message' ? (
                        <MessageRow key={row.key} message={row.message} joined={row.joined} current={row.message.id === current}
                            last={row.message.id === lastOwn}
                            seen={row.message.is_read || row.message.seq <= seenTo} marked={row.message.id === state.focus} />
                    ) : <OtherRow key={row.key} row={row} />)}
                </Virtualizer>
            </div>
            {away && (
                <div className={s.jump}>
                    <Button size="small" icon={ArrowDown} onPress={() => log.newer && !rootId ? void openLatest(channel.id) : toEnd()}>
                        {unread > 0 ? t('chat.jump_new', { count: unread }) : t('chat.jump')}
                    </Button>
                </div>
            )}
        </div>
    );
}

function OtherRow({ row }: { row: Exclude<Row, { kind: 'message' }> }) {
    switch (row.kind) {
    case 'start': return <StartLine />;
    case 'loading': return <SkeletonRow lines={2} />;
    case 'day': return <DayLine at={row.at} />;
    case 'new': return <NewLine />;
    case 'pending': return <PendingRow pending={row.pending} joined={row.joined} />;
    }
}

