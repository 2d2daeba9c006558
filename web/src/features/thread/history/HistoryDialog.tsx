import { useEffect, useState } from 'react';
import { rest, type Answer } from '../../../data/rest';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Dialog, Loading, Problem, Skeleton, Time } from '../../../design';
import { PostText } from '../../posts/public';
import s from './History.module.css';

/** Of what the versions are: a post, or one of its comments. */
export interface Versioned {
    kind: 'posts' | 'comments';
    id: string;
}

interface Version {
    content: string;
    content_warning?: string | null;
    created_at: string;
}

const NO_PARTS = { mentions: [], tags: [], links: [] };

function Versions({ kind, id }: Versioned) {
    const problemText = useProblemText();
    const [answer, setAnswer] = useState<Answer<Version[]> | null>(null);

    useEffect(() => {
        const stop = new AbortController();

        void rest.get<Version[]>(`/${kind}/${id}/history`, { signal: stop.signal, query: { limit: 100 } }).then(found => stop.signal.aborted || setAnswer(found));
        return () => stop.abort();
    }, [kind, id]);
    if (!answer)
        return <Loading><Skeleton shape="block" height={80} /></Loading>;
    if (!answer.ok)
        return <Problem words={problemText(answer.problem)} />;
    return (
        <ol className={s.versions}>
            {answer.data.map(({ content, content_warning: warning, created_at }) => (
                <li key={created_at} className={s.version}>
                    <p className={s.when}><Time at={created_at} full /></p>
                    {warning && <p className={s.warning} dir="auto">{warning}</p>}
                    <PostText content={content} {...NO_PARTS} />
                </li>
            ))}
        </ol>
    );
}

/** What it said before, the newest first. */
export default function HistoryDialog({ of, onClose }: { of: Versioned; onClose: () => void }) {
    const t = useText();

    return <Dialog title={t('thread.history')} isOpen onClose={onClose}><Versions {...of} /></Dialog>;
}
