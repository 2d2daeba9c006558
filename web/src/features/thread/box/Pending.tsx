import { outbox, useOutboxEntries, type Entry } from '../../../data/outbox';
import { useProblemText } from '../../../data/problems';
import { useOnline } from '../../../data/realtime';
import { useText } from '../../../data/text';
import { Button, cx } from '../../../design';
import { useThreadContext } from '../context';
import { keepText } from '../store/drafts';
import s from './Box.module.css';

type PendingComment = Extract<Entry, { kind: 'comment' }>;

/** Back to where it was written. */
function takeBack({ key, input: { postId, parentId, content } }: PendingComment) {
    if (outbox().discard(key))
        keepText(postId, parentId ?? null, content);
}

function One({ entry }: { entry: PendingComment }) {
    const t = useText();
    const problemText = useProblemText();
    const isOnline = useOnline();
    const { key, input: { content, parentId }, state, problem } = entry;

    return (
        <li className={cx(s.pending, parentId && s.within)}>
            <p className={s.text} dir="auto">{content}</p>
            {state !== 'failed' ? <p role="status" className={s.state}>{t(isOnline ? 'compose.sending' : 'compose.waits')}</p> : (
                <>
                    <p role="alert" className={s.why}>{t('compose.not_sent')} {problemText(problem)}</p>
                    <div className={s.row}>
                        <Button size="small" onPress={() => outbox().retry(key)}>{t('design.tryAgain')}</Button>
                        <Button size="small" kind="plain" onPress={() => takeBack(entry)}>{t('compose.change')}</Button>
                    </div>
                </>
            )}
        </li>
    );
}

/** One's own that are on their way: on the post, or in reply to a comment. */
export function Pending({ parentId }: { parentId: string | null }) {
    const t = useText();
    const { at: { postId } } = useThreadContext();
    const entries = useOutboxEntries().filter((entry): entry is PendingComment =>
        entry.kind === 'comment' && entry.input.postId === postId && (entry.input.parentId ?? null) === parentId);

    return entries.length > 0 && <ul className={s.list} aria-label={t('compose.on_the_way')}>{entries.map(entry => <One key={entry.key} entry={entry} />)}</ul>;
}
