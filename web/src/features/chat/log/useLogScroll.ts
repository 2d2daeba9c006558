/* Where the log stands: at the end it follows what comes, elsewhere it stays with what one reads. */
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Row } from '../model/rows';
import { loadMoreReplies, loadNewer, loadOlder } from '../store/logs';
import { logKey, type LogState } from '../store/state';

const NEAR_PX = 800, END_PX = 48;

/* Rows that came in front: virtua keeps the place from the end then. Compared by the first message, since marks come and go. */
function useShift(rows: readonly Row[]): boolean {
    const before = useRef<string | undefined>(undefined), first = rows.find(row => row.kind === 'message')?.key;
    const shift = before.current !== undefined && first !== before.current && rows.some(row => row.key === before.current);

    useEffect(() => { before.current = first; });
    return shift;
}

function firstShown(rows: readonly Row[], focus: string | null): { index: number; align: 'start' | 'center' | 'end'; offset?: number } {
    const focused = focus ? rows.findIndex(row => row.kind === 'message' && row.message.id === focus) : -1;
    if (focused >= 0)
        return { index: focused, align: 'center' };
    const fresh = rows.findIndex(row => row.kind === 'new');
    return fresh >= 0 ? { index: fresh, align: 'start', offset: -64 } : { index: rows.length - 1, align: 'end' };
}

interface Refs { list: RefObject<VirtualizerHandle | null>; scroller: RefObject<HTMLElement | null> }

export function useLogScroll(rows: readonly Row[], state: LogState, { list, scroller }: Refs, moved: (atEnd: boolean) => void) {
    const atEnd = useRef(true), offset = useRef(0), endKey = useRef<string | undefined>(undefined);
    const lastKey = useRef<string | undefined>(undefined), [away, setAway] = useState(false);
    const shift = useShift(rows), key = logKey(state.channelId, state.rootId);

    const toEnd = () => list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
    const followEnd = () => {
        toEnd();
        endKey.current = rows.at(-1)?.key;
    };
    const measure = useEffectEvent(() => {
        const { current: now } = list;
        if (!now)
            return;
        const below = now.scrollSize - now.scrollOffset - now.viewportSize, end = rows.at(-1)?.key;
        // Rows that turn out taller than was thought push the end away: only somebody who scrolls up leaves it.
        const pushed = atEnd.current && below >= END_PX && end === endKey.current && now.scrollOffset >= offset.current - 1;
        offset.current = now.scrollOffset;
        endKey.current = end;
        atEnd.current = pushed || below < END_PX;
        setAway(state.log.newer && !state.rootId || !atEnd.current && below > Math.max(END_PX, now.viewportSize / 2));
        if (pushed)
            toEnd();
        if (now.scrollOffset < NEAR_PX && state.log.older)
            void loadOlder(key);
        if (below < NEAR_PX && state.log.newer)
            void (state.rootId ? loadMoreReplies(key) : loadNewer(key));
        moved(atEnd.current && !state.log.newer);
    });

    useLayoutEffect(() => {
        const { index, ...options } = firstShown(rows, state.focus);
        list.current?.scrollToIndex(index, options);
        atEnd.current = options.align === 'end';
        endKey.current = rows.at(-1)?.key;
        // Once, when the log opens: another one is another component.
    }, []);
    useLayoutEffect(() => {
        const last = rows.at(-1), own = last?.kind === 'pending' && last.key !== lastKey.current;
        if (lastKey.current !== undefined && (own || atEnd.current && !state.log.newer && last?.key !== lastKey.current))
            followEnd();
        lastKey.current = last?.key;
        const frame = requestAnimationFrame(() => measure());
        return () => cancelAnimationFrame(frame);
    }, [rows]);
    useFollowSize(scroller, () => { if (atEnd.current) toEnd(); });
    return { shift, away, measure, toEnd };
}

/* What is at the end stays there when the window or the field below changes its height, or a row its own. */
function useFollowSize(scroller: RefObject<HTMLElement | null>, changed: () => void) {
    const follow = useEffectEvent(changed);

    useEffect(() => {
        const observer = new ResizeObserver(() => follow());
        for (const one of [scroller.current, scroller.current?.lastElementChild])
            if (one)
                observer.observe(one);
        return () => observer.disconnect();
    }, [scroller]);
}
