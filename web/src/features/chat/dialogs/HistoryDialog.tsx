import { useEffect, useState } from 'react';
import { Dialog, Loading, Problem, SkeletonRow, Time } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import type { Version } from '../model/types';
import s from './Dialogs.module.css';

/** What a message said before, newest first. */
export function HistoryDialog({ messageId, onClose }: { messageId: string; onClose: () => void }) {
    const t = useText(), problemText = useProblemText(), [answer, setAnswer] = useState<Answer<Version[]> | null>(null);

    useEffect(() => {
        void rest.get<Version[]>(`/messages/${messageId}/history`).then(setAnswer);
    }, [messageId]);
    return (
        <Dialog title={t('chat.history')} isOpen onClose={onClose}>
            {!answer ? <Loading><SkeletonRow /></Loading> : !answer.ok ? <Problem words={problemText(answer.problem)} /> : (
                <ol className={s.versions}>
                    {answer.data.map(one => <li key={one.created_at}><Time at={one.created_at} full /><p dir="auto">{one.content}</p></li>)}
                </ol>
            )}
        </Dialog>
    );
}
