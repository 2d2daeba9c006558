import { useLayoutEffect, useMemo, useRef, type ReactNode } from 'react';
import { WindowVirtualizer, type WindowVirtualizerHandle } from 'virtua';
import { useText } from '../../../data/text';
import { useProblemText } from '../../../data/problems';
import { Feed, Loading, Problem, SkeletonRow } from '../../../design';
import { PostCard } from '../PostCard';
import type { PostCardFragment } from '../../../generated/features/posts/PostCard';
import { isThere } from '../shape';
import { useAway } from '../store';
import { holdFeed } from './current';
import { FeedEnd } from './FeedEnd';
import type { PostPages } from './pages';
import { calmed, type Place } from './calm';
import { leavePlace, sizesAt } from './places';
import { isPrepended } from './prepended';
import styles from './PostList.module.css';

export interface PostListProps extends PostPages {
    /** What it is kept by: coming back to the same place finds its heights, and so the scroll, as they were. */
    place: string;
    /** What stands there when there is nothing. */
    empty: ReactNode;
    /** What the feed is called; left out: "Posts". */
    label?: string;
    /** On a profile, where pinned posts say so. */
    profile?: boolean;
}

/* About what a short post takes: until posts are measured, no more of them are made than are seen. */
const SKELETONS = 6, HEIGHT = 100;

/** Posts by the thousand: only those near the window stand on the page. */
export function PostList({ posts, loading, error, retry, empty, ...rest }: PostListProps) {
    const away = useAway();
    const problemText = useProblemText();
    const there = useMemo(() => posts.filter(post => isThere(post, away)), [posts, away]);

    if (loading)
        return <Loading>{Array.from({ length: SKELETONS }, (_, n) => <div key={n} className={styles.skeleton}><SkeletonRow lines={n % 2 + 2} /></div>)}</Loading>;
    if (error && !there.length)
        return <Problem words={problemText(error)} onRetry={retry} />;
    if (!there.length && !rest.hasMore)
        return empty;
    return <Posts key={rest.place} {...rest} posts={there} error={error} retry={retry} />;
}

function Posts({ posts, place, label, profile, ...end }: Omit<PostListProps, 'loading' | 'empty'>) {
    const list = useRef<WindowVirtualizerHandle>(null);
    const last = useRef<readonly Place<PostCardFragment>[]>([]);
    const away = useAway();
    const t = useText();
    const rows = useMemo(() => calmed(last.current, posts, post => !isThere(post, away)), [posts, away]);
    const size = end.hasMore ? -1 : rows.length;

    /* At the top one sees what comes; further down nothing moves. */
    const shift = isPrepended(last.current, rows) && window.scrollY > 0;

    useLayoutEffect(() => { last.current = rows; }, [rows]);
    useLayoutEffect(() => {
        const stop = holdFeed({ scrollTo: n => list.current?.scrollToIndex(n, { align: 'nearest' }) });
        return () => {
            stop();
            if (list.current)
                leavePlace(place, { sizes: list.current.cache, length: last.current.length, scrolled: window.scrollY });
        };
    }, [place]);

    return (
        <>
            <Feed label={label ?? t('posts.feed')} busy={end.loadingMore}>
                <WindowVirtualizer ref={list} data={rows} shift={shift} cache={sizesAt(place, rows.length)} itemSize={HEIGHT}
                    bufferSize={400}>
                    {({ id, post, gone }, n) => gone ? <Gone key={id} id={id} position={n + 1} size={size} />
                        : <PostCard key={id} post={post} profile={profile} position={n + 1} size={size} />}
                </WindowVirtualizer>
            </Feed>
            <FeedEnd {...end} length={posts.length} />
        </>
    );
}

/** The place of a post that its author deleted while it was read. */
function Gone({ id, position, size }: { id: string; position: number; size: number }) {
    const t = useText();

    return <article className={styles.gone} tabIndex={0} data-id={id} aria-label={t('posts.goneNow')} aria-posinset={position} aria-setsize={size}>
        {t('posts.goneNow')}</article>;
}
