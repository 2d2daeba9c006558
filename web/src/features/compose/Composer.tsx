import { useRef, type FormEvent, type KeyboardEvent, type RefObject } from 'react';
import { CalendarClock, ChartBarBig, FileText, TriangleAlert } from 'lucide-react';
import { useProblemText } from '../../data/problems';
import { useText } from '../../data/text';
import { Button, Checkbox, IconButton, Link, Problem, TextField } from '../../design';
import { Attachments, MediaTools, POST } from '../media/writing';
import { emptyPoll, isReady, WARNING_MOST, type Composed } from './model/composed';
import { Audience } from './parts/Audience';
import { PollFields } from './parts/PollFields';
import { QuotePart } from './parts/QuotePart';
import { ScheduleField } from './parts/ScheduleField';
import { changeSlot, useComposed, type Slot } from './store/slots';
import { useSend } from './useSend';
import { WritingField } from './write/WritingField';
import s from './Composer.module.css';

interface Props {
    slot: Slot;
    /** It is on its way. */
    onSent: () => void;
}

interface ToolsProps {
    composed: Composed;
    change: (change: Partial<Composed>) => void;
    form: RefObject<HTMLFormElement | null>;
}

/** What may be added to the words. A button stands pressed while its part is there. */
function Tools({ composed: { warning, poll, publishAt, quoteId, media }, change, form }: ToolsProps) {
    const t = useText();
    const has = (on: boolean) => ({ on, 'aria-pressed': on });

    return (
        <div className={s.tools}>
            <MediaTools place={POST} keys={media} onChange={keys => change({ media: keys })} within={form} />
            <IconButton icon={TriangleAlert} label={t('compose.add_warning')} {...has(warning !== null)}
                onPress={() => change({ warning: warning === null ? '' : null })} />
            {!quoteId && (
                <IconButton icon={ChartBarBig} label={t('compose.add_poll')} {...has(poll !== null)} onPress={() => change({ poll: poll ? null : emptyPoll })} />
            )}
            <IconButton icon={CalendarClock} label={t('compose.schedule')} {...has(publishAt !== null)}
                onPress={() => change({ publishAt: publishAt === null ? '' : null })} />
        </div>
    );
}

/** All that a new post can have. It holds nothing itself: what is typed is kept at once. */
export function Composer({ slot, onSent }: Props) {
    const t = useText();
    const problemText = useProblemText();
    const composed = useComposed(slot);
    const { wrong, problem, isBusy, send } = useSend(slot, onSent);
    const { content, warning, visibility, language, poll, publishAt, quoteId, media, sensitive } = composed;
    const form = useRef<HTMLFormElement>(null);
    const change = (part: Partial<Composed>) => changeSlot(slot, part);
    const submit = (event: FormEvent | KeyboardEvent) => {
        event.preventDefault();
        send();
    };
    const pressed = (event: KeyboardEvent) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event);

    return (
        <form ref={form} className={s.composer} onSubmit={submit} onKeyDown={pressed}>
            {warning !== null && (
                <TextField label={t('compose.warning')} hint={t('compose.warning_words')} value={warning} maxLength={WARNING_MOST} autoFocus={!warning}
                    onChange={text => change({ warning: text })} />
            )}
            <WritingField plain autoFocus label={t('compose.what')} value={content} lang={language || undefined}
                error={wrong === 'long' ? t('compose.too_long') : undefined} onChange={text => change({ content: text })} onSend={send} />
            {media.length > 0 && <Attachments keys={media} onChange={keys => change({ media: keys })} />}
            {media.length > 0 && <Checkbox label={t('media.markSensitive')} hint={t('media.markSensitiveHint')} checked={sensitive}
                onChange={on => change({ sensitive: on })} />}
            {wrong === 'media' && <Problem small words={t('media.oneFailed')} />}
            {poll && (
                <PollFields poll={poll} error={wrong === 'poll' ? t('compose.poll_wrong') : undefined} onChange={part => change({ poll: part })}
                    onRemove={() => change({ poll: null })} />
            )}
            {quoteId && <QuotePart id={quoteId} />}
            {publishAt !== null && (
                <ScheduleField value={publishAt} error={wrong === 'past' ? t('compose.past') : undefined} onChange={at => change({ publishAt: at })}
                    onRemove={() => change({ publishAt: null })} />
            )}
            <Audience visibility={visibility} language={language} onChange={change} />
            {problem && <Problem small words={problemText(problem)} />}
            <div className={s.foot}>
                <Tools composed={composed} change={change} form={form} />
                <span className={s.drafts}><FileText size={16} aria-hidden="true" /><Link kind="quiet" to="/drafts">{t('compose.drafts')}</Link></span>
                <Button kind="primary" type="submit" busy={isBusy} aria-disabled={!isReady(composed)}>
                    {t(publishAt === null ? 'compose.post' : 'compose.schedule_it')}
                </Button>
            </div>
        </form>
    );
}
