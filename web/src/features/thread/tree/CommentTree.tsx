import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { WindowVirtualizer, type WindowVirtualizerHandle } from 'virtua';
import { navigate } from 'wouter/use-browser-location';
import { useText } from '../../../data/text';
import { useThreadContext } from '../context';
import { anchorOf } from '../model/comment';
import { rowsOf } from '../model/rows';
import { readLinked, readMore } from '../store/read';
import { changeThread, type Thread } from '../store/threads';
import { CommentRow } from './CommentRow';
import { useTreeKeys } from './useTreeKeys';

const AHEAD = 8;

const FRAMES = 60;

/* A row that was far away stands on the page some frames after it was scrolled to, and is seen and can have the focus some frames later. */
function focusRow(id: string, frames = FRAMES): void {
    const row = document.getElementById(anchorOf(id));

    row?.focus({ preventScroll: true });
    if (frames && (!row || document.activeElement !== row))
        requestAnimationFrame(() => focusRow(id, frames - 1));
}

/** Comments by the hundred thousand: only those near the window stand on the page. */
export function CommentTree({ thread: { tree, folded, fresh, reading, problem, shown, wanted } }: { thread: Thread }) {
    const t = useText();
    const { at, path, linked } = useThreadContext();
    const rows = useMemo(() => rowsOf(tree, folded), [tree, folded]);
    const list = useRef<WindowVirtualizerHandle>(null);

    const goTo = (index: number) => {
        const row = rows[index];
        if (!row)
            return;
        list.current?.scrollToIndex(index, { align: 'nearest' });
        requestAnimationFrame(() => focusRow(row.id));
    };
    const { here, setFocused, pressed } = useTreeKeys(at, rows, goTo);

    /* More comes before one is at the end. */
    const near = () => {
        const last = list.current?.findItemIndex(list.current.scrollOffset + list.current.viewportSize) ?? 0;
        if (last >= rows.length - AHEAD && reading === null && problem === null)
            void readMore(at, null);
    };
    const look = useEffectEvent(near);
    useEffect(() => look(), [rows]);

    /* To the comment of a link, once: it may have to be read first. */
    const show = useEffectEvent((id: string) => list.current?.scrollToIndex(rows.findIndex(row => row.id === id), { align: 'center' }));
    useEffect(() => {
        if (!linked || shown === linked)
            return;
        changeThread(at, () => ({ shown: linked }));
        void readLinked(at, linked).then(below => below
            ? navigate(`${path}?thread=${below}#${anchorOf(linked)}`, { replace: true })
            : requestAnimationFrame(() => show(linked)));
    }, [at, path, linked, shown]);

    const take = useEffectEvent((id: string) => goTo(rows.findIndex(row => row.id === id)));
    useEffect(() => {
        if (!wanted)
            return;
        changeThread(at, () => ({ wanted: null }));
        take(wanted);
    }, [at, wanted]);

    return (
        <div role="tree" aria-label={t('thread.comments')} onKeyDown={pressed}>
            <WindowVirtualizer ref={list} data={rows} bufferSize={500} onScroll={near}>
                {(row, n) => (
                    <CommentRow key={row.id} row={row} said={tree.branches.get(row.id)!.said} isFresh={fresh.has(row.id)} isHere={n === here}
                        onFocus={setFocused} reading={reading} />
                )}
            </WindowVirtualizer>
        </div>
    );
}
