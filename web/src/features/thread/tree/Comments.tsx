import { useEffect, useRef } from 'react';
import { ArrowUp } from 'lucide-react';
import { navigate } from 'wouter/use-browser-location';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Empty, Icon, Link, Loading, Problem, Select, SkeletonRow } from '../../../design';
import { useThreadContext } from '../context';
import { SORTS, type Sort } from '../model/comment';
import { useLiveThread } from '../store/live';
import { readMore, readNews, readThread } from '../store/read';
import { changeThread, keyOf, useThreads, type Thread } from '../store/threads';
import { CommentTree } from './CommentTree';
import s from './Comments.module.css';

const LABELS = { new: 'thread.new', old: 'thread.old', top: 'thread.top' } as const;

function SortField() {
    const t = useText();
    const { at: { sort, root }, path } = useThreadContext();
    const choose = (next: Sort) => {
        const search = new URLSearchParams({ ...root && { thread: root }, ...next !== 'new' && { sort: next } }).toString();
        navigate(search ? `${path}?${search}` : path, { replace: true, state: { keep: true } });
    };

    return (
        <div className={s.sort}>
            <Select<Sort> label={t('thread.sort')} hideLabel value={sort} items={SORTS.map(id => ({ id, label: t(LABELS[id]) }))} onChange={choose} />
        </div>
    );
}

/** How many came meanwhile; pressed, they come, and the reader goes to the first of them. */
function News({ count }: { count: number }) {
    const t = useText();
    const { at } = useThreadContext();
    const take = async () => {
        const [first] = await readNews(at);
        changeThread(at, () => ({ wanted: first ?? null }));
    };

    return (
        <div className={s.news}>
            {count > 0 && <button type="button" className={s.pill} onClick={() => void take()}><Icon of={ArrowUp} size={16} />{t('thread.news', { count })}</button>}
        </div>
    );
}

function Content({ thread }: { thread: Thread | undefined }) {
    const t = useText();
    const problemText = useProblemText();
    const { at } = useThreadContext();

    if (!thread || thread.state === 'loading')
        return <Loading>{[1, 2, 3].map(n => <div key={n} className={s.skeleton}><SkeletonRow lines={1} /></div>)}</Loading>;
    if (thread.state === 'failed')
        return <Problem words={problemText(thread.problem)} onRetry={() => void readThread(at)} />;
    if (!thread.tree.roots.length)
        return <Empty title={t('thread.none')} words={t('thread.none_words')} />;
    return (
        <>
            <CommentTree thread={thread} />
            {thread.reading === '' && <Loading><div className={s.skeleton}><SkeletonRow lines={1} /></div></Loading>}
            {thread.problem && <Problem small words={problemText(thread.problem)} onRetry={() => void readMore(at, null)} />}
        </>
    );
}

/** All that was said below a post, or below one of its comments. */
export function Comments() {
    const t = useText();
    const { at, path } = useThreadContext();
    const thread = useThreads(({ threads }) => threads[keyOf(at)]);
    const title = useRef<HTMLHeadingElement>(null), root = useRef(at.root);

    useLiveThread(at);
    /* What was kept is read again. */
    useEffect(() => { void readThread(at); }, [at]);

    /* The post stays where it is; what changed is below it. */
    useEffect(() => {
        if (root.current !== at.root) {
            title.current?.focus({ preventScroll: true });
            title.current?.scrollIntoView({ block: 'start' });
        }
        root.current = at.root;
    }, [at.root]);

    return (
        <section aria-labelledby="comments-title">
            <div className={s.head}>
                <h2 ref={title} id="comments-title" tabIndex={-1} className={s.title}>{t(at.root ? 'thread.one' : 'thread.comments')}</h2>
                <SortField />
            </div>
            {at.root && <p className={s.all}><Link to={path}>{t('thread.all')}</Link></p>}
            <News count={thread?.news.length ?? 0} />
            <Content thread={thread} />
        </section>
    );
}
