import { useState } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { loadViewer, useSignedIn } from '../../../data/viewer';
import { TextArea, TextField } from '../../../design';
import { PortraitPart } from '../../media/portrait';
import { useSending } from '../form';
import { PasskeyCard } from './PasskeyCard';
import { Step, type StepProps } from './Step';
import s from './Welcome.module.css';

/** How others see one. */
export function NameStep(props: StepProps) {
    const viewer = useSignedIn(), client = useApolloClient();
    const [name, setName] = useState(viewer.displayName === viewer.username ? '' : viewer.displayName ?? '');
    const [bio, setBio] = useState('');
    const sending = useSending(['display_name', 'bio']);
    const t = useText();
    const save = async () => {
        const words = { ...name.trim() && { display_name: name.trim() }, ...bio.trim() && { bio: bio.trim() } };
        const answer = Object.keys(words).length ? await sending.send(() => rest.patch('/users/me', words)) : null;

        if (answer && !answer.ok)
            return;
        if (answer)
            await loadViewer(client).catch(() => {});
        props.onDone();
    };

    return (
        <Step {...props} title={t('door.welcome')} lead={t('door.nameWords')} busy={sending.busy} wrong={sending.words} onContinue={save}>
            <div className={s.fields}>
                <PortraitPart faceOnly of={{ id: viewer.id, name: name.trim() || viewer.username, avatarUrl: viewer.avatarUrl }} />
                <TextField label={t('door.displayName')} hint={t('door.displayNameHint', { username: viewer.username })} value={name} onChange={setName}
                    maxLength={100} autoComplete="name" error={sending.fieldWords('display_name')} />
                <TextArea label={t('door.bio')} value={bio} onChange={setBio} maxLength={1000} rows={2} error={sending.fieldWords('bio')} />
            </div>
            <PasskeyCard />
        </Step>
    );
}
