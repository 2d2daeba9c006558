import { useEffect, useId, useState, type FormEvent } from 'react';
import { isolated } from '../../../data/names';
import { problem, useProblemText, type Problem as Found } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Button, Confirm, Dialog, Loading, Problem, Skeleton, TextField, toast } from '../../../design';
import type { Highlight, Story } from '../model/types';
import { storiesOf } from '../store/deeds';
import { Chosen } from './Chosen';
import { coverOf, NONE, offered, withStory } from './choice';
import { Cover } from './Cover';
import { Offered } from './Offered';
import s from './Highlights.module.css';

const TITLE_MOST = 50;

interface Props {
    /** Null: a new one. */
    of: Highlight | null;
    username: string;
    onClose: () => void;
    onChanged: () => void;
}

/* What it has and what stands now, with addresses that work. */
function useStories(of: Highlight | null, username: string, onFail: (problem: Found) => void) {
    const [all, setAll] = useState<readonly Story[] | null>(null), [choice, setChoice] = useState(NONE);

    useEffect(() => {
        let wanted = true;
        const had = of ? rest.get<Highlight>(`/highlights/${of.id}`) : null;
        void Promise.all([had, storiesOf(username)]).then(([highlight, now]) => {
            if (!wanted)
                return;
            if (highlight && !highlight.ok || !now.ok)
                return onFail(highlight && !highlight.ok ? highlight.problem : (now as { problem: Found }).problem);
            const stories = highlight?.data.stories ?? [];
            setAll(offered(stories, now.data));
            setChoice({ ids: stories.map(({ id }) => id), cover: highlight?.data.cover_story_id ?? null });
        });
        return () => { wanted = false; };
    }, [of, username]);
    return { all, choice, setChoice };
}

/** Makes a highlight, changes it, deletes it. */
export default function HighlightDialog({ of, username, onClose, onChanged }: Props) {
    const t = useText();
    const problemText = useProblemText();
    const form = useId();
    const [title, setTitle] = useState(of?.title ?? ''), [wrong, setWrong] = useState<Found | null>(null), [busy, setBusy] = useState(false), [deleting, setDeleting] = useState(false);
    const { all, choice, setChoice } = useStories(of, username, setWrong), others = all?.filter(({ id }) => !choice.ids.includes(id)) ?? [];
    const cover = all?.find(({ id }) => id === coverOf(choice));
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
        const body = { title: title.trim(), story_ids: choice.ids, cover_story_id: coverOf(choice) };
        if (!body.title || !body.story_ids.length)
            return setWrong(problem('required'));
        void settle(of ? rest.patch(`/highlights/${of.id}`, body) : rest.post('/highlights', body, { key: true }), t('stories.highlightSaved'));
    };

    return (
        <Dialog title={t(of ? 'stories.editHighlight' : 'stories.newHighlight')} isOpen onClose={onClose} sticky page footer={<>
            {of && <Button kind="danger" busy={busy} onPress={() => setDeleting(true)}>{t('stories.deleteHighlight')}</Button>}
            <Button kind="primary" type="submit" form={form} busy={busy}>{t('stories.save')}</Button>
        </>}>
            <form id={form} className={s.form} onSubmit={save}>
                {wrong && <Problem small words={wrong.code === 'required' ? t('stories.highlightNeeds') : problemText(wrong)} />}
                <div className={s.look}>
                    <span className={s.circle}><Cover url={cover?.media?.preview_url ?? null} title={title} /></span>
                    <TextField label={t('stories.highlightTitle')} value={title} onChange={setTitle} maxLength={TITLE_MOST} autoFocus />
                </div>
                {!all && !wrong && <Loading><Skeleton shape="block" height={140} /></Loading>}
                {all && !all.length && <p>{t('stories.nothingToKeep')}</p>}
                {choice.ids.length > 0 && all && <div><p className={s.legend} aria-hidden="true">{t('stories.chosenStories')}</p><Chosen all={all} choice={choice} onChange={setChoice} /></div>}
                {others.length > 0 && (
                    <div><p className={s.legend} aria-hidden="true">{t('stories.addStories')}</p><Offered stories={others} onAdd={({ id }) => setChoice(before => withStory(before, id))} /></div>
                )}
            </form>
            {of && <Confirm isOpen={deleting} onClose={() => setDeleting(false)} title={t('stories.deleteThis', { title: isolated(of.title) })} words={t('stories.deleteWords')}
                action={t('stories.deleteHighlight')} onConfirm={() => settle(rest.delete(`/highlights/${of.id}`), t('stories.highlightDeleted'))} />}
        </Dialog>
    );
}
