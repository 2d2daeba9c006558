import { useEffect, useState } from 'react';
import { useProblemText } from '../../../data/problems';
import type { Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Avatar, Dialog, Empty, Link, Loading, Problem, SkeletonRow, Time } from '../../../design';
import { authorName, faceOf, type Seer, type Story } from '../model/types';
import { viewersOf } from '../store/deeds';
import s from './View.module.css';

/** Who has seen one's story, latest first. */
export function Viewers({ story, onClose }: { story: Story; onClose: () => void }) {
    const t = useText();
    const problemText = useProblemText();
    const [answer, setAnswer] = useState<Answer<Seer[]> | null>(null);
    const load = () => void viewersOf(story).then(setAnswer);

    useEffect(() => { void viewersOf(story).then(setAnswer); }, [story]);
    return (
        <Dialog title={t('stories.viewers')} isOpen onClose={onClose}>
            {!answer && <Loading><SkeletonRow lines={1} /><SkeletonRow lines={1} /></Loading>}
            {answer && !answer.ok && <Problem words={problemText(answer.problem)} onRetry={load} />}
            {answer?.ok && (answer.data.length ? (
                <ul className={s.seers} aria-label={t('stories.viewers')}>
                    {answer.data.map(({ user, viewed_at: at, reaction }) => (
                        <li key={user.id}>
                            <Avatar of={faceOf(user)} size={40} />
                            <span className={s.seer}><Link kind="quiet" to={`/@${user.username}`}><bdi>{authorName(user)}</bdi></Link><Time at={at} /></span>
                            {reaction && <span className={s.gave}>{reaction}</span>}
                        </li>
                    ))}
                </ul>
            ) : <Empty words={t('stories.nobodyYet')} />)}
        </Dialog>
    );
}
