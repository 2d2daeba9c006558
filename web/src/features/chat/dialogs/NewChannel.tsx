import { useState } from 'react';
import { useLocation } from 'wouter';
import { Button, Dialog, Problem, RadioGroup, TextField } from '../../../design';
import { fieldText, useProblemText, type Problem as Refusal } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText, useWords } from '../../../data/text';
import { pathOf, type Channel } from '../model/types';
import { keep } from '../store/lists';
import s from './Dialogs.module.css';

export function NewChannel({ onClose }: { onClose: () => void }) {
    const t = useText(), words = useWords(), problemText = useProblemText(), [, navigate] = useLocation();
    const [name, setName] = useState(''), [topic, setTopic] = useState(''), [kind, setKind] = useState<'public' | 'private'>('public');
    const [busy, setBusy] = useState(false), [problem, setProblem] = useState<Refusal | null>(null);
    const [lacksName, setLacksName] = useState(false);
    const create = async () => {
        if (!name.trim())
            return setLacksName(true);
        setBusy(true);
        const answer = await rest.post<Channel>('/channels', { name: name.trim(), kind, topic: topic.trim() || null });
        setBusy(false);
        if (!answer.ok)
            return setProblem(answer.problem);
        keep([answer.data]);
        onClose();
        navigate(pathOf(answer.data));
    };

    return (
        <Dialog title={t('chat.new_channel')} isOpen onClose={onClose} size="small"
            footer={<><Button onPress={onClose}>{t('chat.cancel')}</Button>
                <Button kind="primary" busy={busy} onPress={() => void create()}>{t('chat.create')}</Button></>}>
            <form className={s.form} onSubmit={event => { event.preventDefault(); void create(); }}>
                <TextField label={t('chat.name')} value={name} onChange={value => { setName(value); setLacksName(false); }}
                    maxLength={80} autoFocus
                    error={lacksName ? t('chat.name_needed') : fieldText(words, problem, 'name')} />
                <TextField label={t('chat.topic')} hint={t('chat.topic_hint')} value={topic} onChange={setTopic} maxLength={250}
                    error={fieldText(words, problem, 'topic')} />
                <RadioGroup label={t('chat.who_reads')} value={kind} onChange={setKind} items={[
                    { id: 'public', label: t('chat.public'), hint: t('chat.public_hint') },
                        { id: 'private', label: t('chat.private'), hint: t('chat.private_hint') },
                ]} />
                {problem && !problem.fields.length && <Problem small words={problemText(problem)} />}
                <button type="submit" hidden />
            </form>
        </Dialog>
    );
}
