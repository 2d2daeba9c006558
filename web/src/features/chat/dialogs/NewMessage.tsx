import { useState } from 'react';
import { useLocation } from 'wouter';
import { Button, Dialog, TextField } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { pathOf, type Person } from '../model/types';
import { begin } from '../store/begin';
import { PeopleField } from './PeopleField';
import s from './Dialogs.module.css';

/** With one it is the conversation with them, with several a group. */
export function NewMessage({ onClose }: { onClose: () => void }) {
    const t = useText(), problemText = useProblemText(), { id } = useSignedIn(), [, navigate] = useLocation();
    const [chosen, setChosen] = useState<readonly Person[]>([]), [typed, setTyped] = useState(''), [name, setName] = useState('');
    const [busy, setBusy] = useState(false), [error, setError] = useState<string>();
    const start = async () => {
        const people = [...chosen.map(one => one.id), ...typed.trim() ? [`@${typed.trim().replace(/^@/, '')}`] : []];
        if (!people.length)
            return setError(t('chat.choose_somebody'));
        setBusy(true);
        const answer = await begin(people, name.trim());
        setBusy(false);
        if (!answer.ok)
            return setError(problemText(answer.problem));
        onClose();
        navigate(pathOf(answer.data));
    };

    return (
        <Dialog title={t('chat.new_message')} isOpen onClose={onClose} size="small"
            footer={<><Button onPress={onClose}>{t('chat.cancel')}</Button>
                <Button kind="primary" busy={busy} onPress={() => void start()}>{t('chat.start')}</Button></>}>
            <form className={s.form} onSubmit={event => { event.preventDefault(); void start(); }}>
                <PeopleField label={t('chat.to')} viewerId={id} error={error} {...{ chosen, setChosen, typed }}
                    setTyped={value => { setTyped(value); setError(undefined); }} />
                {chosen.length > 1 && <TextField label={t('chat.group_name')} hint={t('chat.optional')} value={name} onChange={setName}
                    maxLength={80} />}
            </form>
        </Dialog>
    );
}
