import { useState } from 'react';
import { rest } from '../../data/rest';
import { useText } from '../../data/text';
import { Button, Link, Problem as Refusal, TextField } from '../../design';
import { DoorPage } from './DoorPage';
import { submitted, useSending } from './form';
import s from './Door.module.css';

/** /forgot: whether there is such an account, nobody is told. */
export default function ForgotScreen() {
    const [email, setEmail] = useState('');
    const [sent, setSent] = useState(false);
    const [lacks, setLacks] = useState(false);
    const sending = useSending(['email']);
    const t = useText();
    const ask = async () => {
        setLacks(!email.trim());
        if (email.trim() && !sending.busy)
            setSent((await sending.send(() => rest.post('/auth/password/forgot', { email: email.trim() }))).ok);
    };

    return (
        <DoorPage title={t('door.forgot')} lead={sent ? undefined : t('door.forgotWords')}>
            <div role="status">{sent && <p>{t('door.linkSent')}</p>}</div>
            {!sent && (
                <form className={s.form} noValidate onSubmit={submitted(ask)}>
                    {sending.words && <Refusal small words={sending.words} />}
                    <TextField label={t('door.email')} name="email" type="email" value={email} onChange={setEmail} dir="ltr" autoComplete="email" maxLength={300}
                        error={lacks && !email.trim() ? t('data.problem_required') : sending.fieldWords('email')} />
                    <Button type="submit" kind="primary" full busy={sending.busy}>{t('door.sendLink')}</Button>
                </form>
            )}
            <p className={s.after}><Link to="/login">{t('door.backToSignIn')}</Link></p>
        </DoorPage>
    );
}
