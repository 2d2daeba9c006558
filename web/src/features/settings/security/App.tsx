import { useId, useState, type FormEvent } from 'react';
import { Smartphone } from 'lucide-react';
import { useProblemText, type Problem as Refusal } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Button, Dialog, Icon, TextField, Time } from '../../../design';
import { Group } from '../parts/Group';
import { PasswordDialog, type Proof } from '../parts/PasswordDialog';
import { Row, Rows } from '../parts/Row';
import { saySaved, settled } from '../parts/saved';
import { Qr } from '../qr/Qr';
import s from '../parts/Parts.module.css';

interface Setup {
    secret: string;
    uri: string;
}

interface Props {
    since: string | null;
    onChanged: (codes?: readonly string[]) => void;
}

/** Codes of an app on one's phone. */
export function App({ since, onChanged }: Props) {
    const [asking, setAsking] = useState(false);
    const [setup, setSetup] = useState<Setup | null>(null);
    const t = useText();
    const close = () => setAsking(false);
    const begin = async (proof: Proof) => {
        const answer = await rest.post<Setup>('/auth/totp', proof);

        if (answer.ok)
            setSetup(answer.data);
        return answer.ok ? null : answer.problem;
    };
    const remove = async (proof: Proof) => settled(await rest.delete('/auth/totp', proof), () => onChanged());

    return (
        <Group title={t('settings.app')} words={t('settings.appWords')}>
            {since ? (
                <Rows label={t('settings.app')}>
                    <Row picture={<Icon of={Smartphone} />} name={t('settings.appOn')} under={<>{t('settings.added')} <Time at={since} /></>}>
                        <Button size="small" onPress={() => setAsking(true)}>{t('settings.removeApp')}</Button>
                    </Row>
                </Rows>
            ) : <Button onPress={() => setAsking(true)}>{t('settings.addApp')}</Button>}
            {asking && (since
                ? <PasswordDialog danger title={t('settings.removeApp')} words={t('settings.removeAppWords')} action={t('settings.remove')}
                    onClose={close} onGiven={remove} />
                : <PasswordDialog title={t('settings.addApp')} words={t('settings.addAppWords')} action={t('settings.goOn')}
                    onClose={close} onGiven={begin} />)}
            {setup && <Confirm setup={setup} onClose={() => setSetup(null)} onChanged={onChanged} />}
        </Group>
    );
}

/** The app counts once it has shown a code. */
function Confirm({ setup: { secret, uri }, onClose, onChanged }: { setup: Setup; onClose: () => void; onChanged: Props['onChanged'] }) {
    const [code, setCode] = useState(''), [busy, setBusy] = useState(false), [problem, setProblem] = useState<Refusal | null>(null);
    const problemText = useProblemText(), t = useText(), form = useId();
    const confirm = async (event: FormEvent) => {
        event.preventDefault();
        setBusy(true);
        const answer = await rest.post<{ recovery_codes: readonly string[] }>('/auth/totp/confirm', { code: code.trim() });
        setBusy(false);
        if (!answer.ok)
            return setProblem(answer.problem);
        saySaved();
        onClose();
        onChanged(answer.data.recovery_codes);
    };

    return (
        <Dialog title={t('settings.addApp')} isOpen onClose={onClose} sticky size="small" footer={<>
            <Button onPress={onClose}>{t('settings.cancel')}</Button>
            <Button type="submit" form={form} kind="primary" busy={busy}>{t('settings.verify')}</Button>
        </>}>
            <form id={form} className={s.dialog} noValidate onSubmit={event => void confirm(event)}>
                <p>{t('settings.scan')}</p>
                <Qr text={uri} label={t('settings.qr')} className={s.qr} />
                <p>{t('settings.orType')}</p>
                <code className={s.secret} dir="ltr">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
                <TextField label={t('settings.code')} hint={t('settings.codeHint')} value={code} onChange={setCode} dir="ltr"
                    autoComplete="one-time-code" inputMode="numeric" maxLength={100} error={problem ? problemText(problem) : undefined} />
            </form>
        </Dialog>
    );
}
