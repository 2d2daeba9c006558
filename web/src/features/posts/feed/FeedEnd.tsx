import { useEffect, useEffectEvent, useRef } from 'react';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Loading, Problem, SkeletonRow } from '../../../design';
import type { PostPages } from './pages';
import styles from './PostList.module.css';

const AHEAD = '1200px';

/** Asks for more before the reader gets there. */
function Ahead({ onNear }: { onNear: () => void }) {
    const mark = useRef<HTMLDivElement>(null);
    const near = useEffectEvent(onNear);

    useEffect(() => {
        /* Who scrolls fast went through several states by the time that they are told: the last one counts. */
        const watch = new IntersectionObserver(states => states.at(-1)!.isIntersecting && near(), { rootMargin: AHEAD });

        watch.observe(mark.current!);
        return () => watch.disconnect();
    }, []);
    return <div ref={mark} aria-hidden="true" />;
}

type Props = Pick<PostPages, 'error' | 'hasMore' | 'loadingMore' | 'more' | 'retry'> & { length: number };

/** Beneath the last post: what is on its way, what failed, or that this is all. */
export function FeedEnd({ error, hasMore, loadingMore, more, length }: Props) {
    const t = useText();
    const problemText = useProblemText();

    if (error)
        return <Problem small words={problemText(error)} onRetry={more} />;
    if (!hasMore)
        return length > 0 && <p className={styles.end}>{t('posts.end')}</p>;
    return (
        <>
            <Ahead key={`${length} ${loadingMore}`} onNear={more} />
            {loadingMore && <Loading><div className={styles.skeleton}><SkeletonRow lines={2} /></div></Loading>}
        </>
    );
}
