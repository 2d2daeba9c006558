import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { History } from 'lucide-react';
import { useKeys } from '../../app/keys';
import { useText } from '../../data/text';
import { Button } from '../../design';
import type { PostBodyFragment, PostCardFragment } from '../../generated/features/posts/PostCard';
import { pathOf, PostCard } from '../posts/public';
import { CommentBox, goToBox } from './box/CommentBox';
import { ThreadProvider, type Place } from './context';
import type { Versioned } from './history/HistoryDialog';
import { anchorOf, linkedBy, SORTS, type Sort } from './model/comment';
import type { At } from './store/threads';
import { Comments } from './tree/Comments';
import s from './Thread.module.css';

const HistoryDialog = lazy(() => import('./history/HistoryDialog'));

const isSort = (word: string | null): word is Sort => SORTS.includes(word as Sort);

/** Which comments the address wants, in which order. */
function useAt(postId: string, search: string): At {
    return useMemo(() => {
        const asked = new URLSearchParams(search), sort = asked.get('sort'), root = asked.get('thread');

        return { postId, root: root && /^\d+$/.test(root) ? root : null, sort: isSort(sort) ? sort : 'new' };
    }, [postId, search]);
}

function useLinked(search: string): string | null {
    const [linked, setLinked] = useState(() => linkedBy(location.hash));

    useEffect(() => {
        const look = () => setLinked(linkedBy(location.hash));
        look();
        addEventListener('hashchange', look);
        return () => removeEventListener('hashchange', look);
    }, [search]);
    return linked;
}

interface Props {
    post: PostCardFragment;
    /** Itself, or of a boost the original. */
    shown: PostBodyFragment;
    search: string;
}

export function PostWithComments({ post, shown, search }: Props) {
    const t = useText();
    const at = useAt(shown.id, search), linked = useLinked(search), path = pathOf(shown), authorId = shown.author.id;
    const [place, putPlace] = useState<Place | null>(null);
    /* Whoever ends writing is back at the comment that it was about. */
    const setPlace = useCallback((next: Place | null) => {
        if (!next && place)
            document.getElementById(anchorOf(place.id))?.focus({ preventScroll: true });
        putPlace(next);
    }, [place]);
    const [history, setHistory] = useState<Versioned | null>(null);
    const context = useMemo(() => ({
        at, path, authorId, place, setPlace, linked, showHistory: (id: string) => setHistory({ kind: 'comments', id }),
    }), [at, path, authorId, place, setPlace, linked]);

    useKeys([{ keys: 'r', label: 'thread.key_write', run: goToBox }]);
    return (
        <ThreadProvider value={context}>
            <PostCard post={post} full />
            {shown.editedAt && (
                <div className={s.edited}>
                    <Button size="small" kind="plain" icon={History} onPress={() => setHistory({ kind: 'posts', id: shown.id })}>{t('thread.history')}</Button>
                </div>
            )}
            <CommentBox />
            <Comments />
            {history && <Suspense><HistoryDialog of={history} onClose={() => setHistory(null)} /></Suspense>}
        </ThreadProvider>
    );
}
