import { useId, useState } from 'react';
import { useApolloClient, useMutation } from '@apollo/client/react';
import { fieldText, useProblemText } from '../../../data/problems';
import { useText, useWords } from '../../../data/text';
import { nameOf } from '../../../data/names';
import { loadViewer } from '../../../data/viewer';
import { Button, Dialog, Problem, TextArea, TextField, toast } from '../../../design';
import { ChangeProfileDocument, type ProfileHeadFragment } from '../../../generated/features/people/profile/Profile';
import { PortraitPart } from '../../media/portrait';
import s from './Profile.module.css';

interface Props {
    person: ProfileHeadFragment;
    onClose: () => void;
}

/** One's name and words, in place. */
export function EditProfile({ person, onClose }: Props) {
    const [displayName, setDisplayName] = useState(person.displayName ?? ''), [bio, setBio] = useState(person.bio ?? '');
    const [change, { loading, error }] = useMutation(ChangeProfileDocument);
    const client = useApolloClient();
    const problemText = useProblemText();
    const words = useWords();
    const t = useText();
    const form = useId();
    const wrong = { displayName: fieldText(words, error, 'displayName'), bio: fieldText(words, error, 'bio') };

    const save = async () => {
        const input = { displayName: displayName.trim() || null, bio: bio.trim() || null };
        const saved = await change({ variables: { input } }).catch(() => null);
        if (!saved)
            return;
        onClose();
        toast(t('people.saved'));
        /* The name stands in the frame too. */
        await loadViewer(client).catch(() => {});
    };

    return (
        <Dialog title={t('people.editProfile')} isOpen onClose={onClose} page sticky
            footer={<>
                <Button onPress={onClose}>{t('people.cancel')}</Button>
                <Button kind="primary" type="submit" form={form} busy={loading}>{t('people.save')}</Button>
            </>}>
            <form id={form} className={s.form} onSubmit={event => { event.preventDefault(); void save(); }}>
                {error && !wrong.displayName && !wrong.bio && <Problem small words={problemText(error)} />}
                <PortraitPart of={{ ...person, name: nameOf(person) }} />
                <TextField label={t('people.displayName')} value={displayName} onChange={setDisplayName} error={wrong.displayName}
                    autoComplete="name" />
                <TextArea label={t('people.bio')} hint={t('people.bioHint')} value={bio} onChange={setBio} error={wrong.bio} rows={4} />
            </form>
        </Dialog>
    );
}
