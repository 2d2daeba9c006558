/* What somebody has before their eyes is read; the server is told now and then. */
import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Row } from '../model/rows';
import { useRoom } from '../room/room';
import { readUpTo } from '../store/deeds';
import { chat } from '../store/state';
import { useUnread, watch } from '../unread';

const EVERY_MS = 2000;

const isLooking = () => document.visibilityState === 'visible' && document.hasFocus();

interface Seen { id: string; seq: number }

/** The last message that is to be seen; at the end, whatever came last, in a thread too. */
function lastSeen(rows: readonly Row[], list: VirtualizerHandle, channelId: string, atEnd: boolean): Seen | null {
    const last = chat().channels[channelId]?.last_message;
    if (atEnd && last)
        return last;
    for (let n = list.findItemIndex(list.scrollOffset + list.viewportSize); n >= 0; n--) {
        const row = rows[n];
        if (row?.kind === 'message')
            return row.message;
    }
    return null;
}

export function useReading(rows: readonly Row[], list: RefObject<VirtualizerHandle | null>): (atEnd: boolean) => void {
    const { channel, rootId, realtime } = useRoom(), told = useRef(0), timer = useRef<ReturnType<typeof setTimeout>>(undefined);
    const end = useRef(false), counts = channel.is_member && rootId === null && channel.request !== 'received';

    const say = useEffectEvent(() => {
        const seen = list.current && lastSeen(rows, list.current, channel.id, end.current);
        if (!seen || !isLooking() || seen.seq <= (useUnread.getState().channels[channel.id]?.read ?? 0))
            return;
        told.current = Date.now();
        readUpTo(realtime, channel.id, seen.id, seen.seq);
    });
    const look = useEffectEvent((atEnd: boolean) => {
        end.current = atEnd;
        if (!counts)
            return;
        watch(atEnd && isLooking() ? channel.id : null);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => say(), Math.max(0, told.current + EVERY_MS - Date.now()));
    });

    useEffect(() => {
        const turned = () => look(end.current);
        for (const kind of ['focus', 'blur', 'visibilitychange'])
            (kind === 'visibilitychange' ? document : window).addEventListener(kind, turned);
        return () => {
            for (const kind of ['focus', 'blur', 'visibilitychange'])
                (kind === 'visibilitychange' ? document : window).removeEventListener(kind, turned);
            clearTimeout(timer.current);
            watch(null);
        };
    }, []);
    return look;
}
