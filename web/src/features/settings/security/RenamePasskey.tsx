import { useId, useState, type FormEvent } from 'react';
import { fieldText, problemText, type Problem as Refusal } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText, useWords } from '../../../data/text';
import { Button, Dialog, Problem, TextField } from '../../../design';
import s from '../parts/Parts.module.css';
import { settled } from '../parts/saved';
import type { Passkey } from './Passkeys';

const NAME_MOST = 100;

/** By its name one knows which device it stands for. */
export function RenamePasskey({ passkey, onClose, onChanged }: { passkey: Passkey; onClose: () => void; onChanged: () => void }) {
    const [name, setName] = useState(passkey.name), [busy, setBusy] = useState(false), [problem, setProblem] = useState<Refusal | null>(null);
    const to = useWords(), form = useId();
    const t = useText();
    const wrong = fieldText(to, problem, 'name');
    const save = async (event: FormEvent) => {
        event.preventDefault();
        setBusy(true);
        const refused = settled(await rest.patch(`/auth/passkeys/${passkey.id}`, { name: name.trim() }), onChanged);
        setBusy(false);
        setProblem(refused);
        if (!refused)
            onClose();
    };

    return (
        <Dialog title={t('settings.renamePasskey')} isOpen onClose={onClose} size="small" footer={<>
            <Button onPress={onClose}>{t('settings.cancel')}</Button>
            <Button type="submit" form={form} kind="primary" busy={busy}>{t('settings.save')}</Button>
        </>}>
            <form id={form} className={s.dialog} noValidate onSubmit={event => void save(event)}>
                {problem && !wrong && <Problem small words={problemText(to, problem)} />}
                <TextField label={t('settings.passkeyName')} value={name} onChange={setName} error={wrong} maxLength={NAME_MOST} autoFocus autoComplete="off" />
            </form>
        </Dialog>
    );
}
