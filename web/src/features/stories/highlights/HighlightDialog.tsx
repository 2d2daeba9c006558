import { useEffect, useId, useState, type FormEvent } from 'react';
import { problem, useProblemText, type Problem as Found } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { Button, Dialog, Loading, Problem, Skeleton, TextField, toast } from '../../../design';
import { groundOf, inkOn } from '../model/ink';
import type { Highlight, Story } from '../model/types';
import { inOrder, offered, toggled } from './choice';
import s from './Highlights.module.css';

const TITLE_MOST = 50;

interface Props {
    /** Null: a new one. */
    of: Highlight | null;
    /** Those that stand now. */
    now: readonly Story[];
    onClose: () => void;
    onChanged: () => void;
}

function Choice({ story, chosen, onToggle }: { story: Story; chosen: boolean; onToggle: () => void }) {
    const t = useText();
    const format = useFormat();
    const { media, text, background, created_at: at } = story;
    const words = text ?? media?.description ?? t(story.kind === 'video' ? 'stories.film' : 'stories.picture');

    return (
        <label className={s.story} style={media ? undefined : { background: groundOf(background), color: inkOn(groundOf(background)) }}>
            {media?.preview_url ? <img src={media.preview_url} alt="" /> : <span dir="auto">{words}</span>}
            <input type="checkbox" className={s.check} aria-label={`${words}, ${format.time(at, 'full')}`} checked={chosen} onChange={onToggle} />
        </label>
    );
}

/** Makes a highlight, changes it, deletes it. */
export default function HighlightDialog({ of, now, onClose, onChanged }: Props) {
    const t = useText();
    const problemText = useProblemText();
    const form = useId();
    const [title, setTitle] = useState(of?.title ?? ''), [had, setHad] = useState<readonly Story[] | null>(of ? null : []);
    const [chosen, setChosen] = useState<readonly string[]>([]), [wrong, setWrong] = useState<Found | null>(null), [busy, setBusy] = useState(false);
    const all = had && offered(had, now);

    useEffect(() => {
        if (of)
            void rest.get<Highlight>(`/highlights/${of.id}`).then(answer => {
                if (!answer.ok)
                    return setWrong(answer.problem);
                setHad(answer.data.stories ?? []);
                setChosen((answer.data.stories ?? []).map(({ id }) => id));
            });
    }, [of]);
    const settle = async (asked: Promise<Answer<unknown>>, words: string) => {
        setBusy(true);
        const answer = await asked;
        setBusy(false);
        if (!answer.ok)
            return setWrong(answer.problem);
        toast(words);
        onChanged();
        onClose();
    };
    const save = (event: FormEvent) => {
        event.preventDefault();
        if (busy || !all)
            return;
        const story_ids = inOrder(all, chosen), body = { title: title.trim(), story_ids };
        if (!body.title || !story_ids.length)
            return setWrong(problem('required'));
        void settle(of ? rest.patch(`/highlights/${of.id}`, body) : rest.post('/highlights', body, { key: true }), t('stories.highlightSaved'));
    };

    return (
        <Dialog title={t(of ? 'stories.editHighlight' : 'stories.newHighlight')} isOpen onClose={onClose} sticky page footer={<>
            {of && <Button kind="danger" busy={busy} onPress={() => void settle(rest.delete(`/highlights/${of.id}`), t('stories.highlightDeleted'))}>{t('stories.deleteHighlight')}</Button>}
            <Button kind="primary" type="submit" form={form} busy={busy}>{t('stories.save')}</Button>
        </>}>
            <form id={form} className={s.form} onSubmit={save}>
                {wrong && <Problem small words={wrong.code === 'required' ? t('stories.highlightNeeds') : problemText(wrong)} />}
                <TextField label={t('stories.highlightTitle')} value={title} onChange={setTitle} maxLength={TITLE_MOST} autoFocus />
                {!all && !wrong && <Loading><Skeleton shape="block" height={140} /></Loading>}
                {all && (all.length ? (
                    <fieldset className={s.stories}>
                        <legend className={s.legend}>{t('stories.chooseStories')}</legend>
                        {all.map(story => <Choice key={story.id} story={story} chosen={chosen.includes(story.id)} onToggle={() => setChosen(toggled(chosen, story.id))} />)}
                    </fieldset>
                ) : <p>{t('stories.nothingToKeep')}</p>)}
            </form>
        </Dialog>
    );
}
