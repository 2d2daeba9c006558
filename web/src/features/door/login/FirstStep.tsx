import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import { useInstance } from '../../../data/page';
import type { Problem } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import { takeRefusal, takeTyped } from '../../../data/typed';
import { Button, Link, LinkButton, PasswordField, Problem as Refusal, TextField } from '../../../design';
import { DoorPage } from '../DoorPage';
import { submitted, useSending } from '../form';
import { withNext } from '../next';
import { hasPasskeys, signInByPasskey } from '../passkeys/passkeys';
import { useProviders } from './providers';
import s from '../Door.module.css';

interface Props {
    name: string;
    onName: (name: string) => void;
    next: string;
    /** Why a second step led back here. */
    ended: Problem | null;
    onInside: () => void;
    onSecond: (second: Problem['second']) => void;
}

/**
 * Who one is, and the first proof of it. The server does not tell anybody what an account has before that: so the password is asked for at
 * once, as in the page without JavaScript, and a passkey needs no name.
 */
export function FirstStep({ name, onName, next, ended, onInside, onSecond }: Props) {
    const [password, setPassword] = useState(() => takeTyped('password'));
    const [before] = useState(takeRefusal);
    const [lacks, setLacks] = useState(false);
    const sending = useSending();
    const { open } = useInstance();
    const t = useText();
    const settle = (answer: Answer<unknown>) => {
        if (answer.ok)
            return onInside();
        if (answer.problem.second)
            onSecond(answer.problem.second);
    };
    const signIn = async () => {
        const identifier = name.trim();

        setLacks(!identifier || !password);
        if (identifier && password && !sending.busy)
            settle(await sending.send(() => rest.post('/auth/login', { identifier, password })));
    };
    const needed = (value: string) => lacks && !value ? t('data.problem_required') : undefined;
    const wrong = sending.words ?? (ended ? t('data.problem_too_slow') : before);

    return (
        <DoorPage title={t('door.signIn')}>
            <form className={s.form} noValidate onSubmit={submitted(signIn)}>
                {wrong && <Refusal small words={wrong} />}
                <TextField label={t('door.usernameOrEmail')} name="identifier" value={name} onChange={onName} error={needed(name.trim())} autoComplete="username"
                    autoCapitalize="none" spellCheck={false} maxLength={300} />
                <PasswordField label={t('door.password')} name="password" value={password} onChange={setPassword} error={needed(password)}
                    autoComplete="current-password" maxLength={1024} />
                <Button type="submit" kind="primary" full busy={sending.busy}>{t('door.signIn')}</Button>
            </form>
            <Others next={next} onPasskey={async () => settle(await sending.send(() => signInByPasskey(null)))} />
            <div className={s.after}>
                <p><Link to="/forgot">{t('door.forgot')}</Link></p>
                {open !== false && <p>{t('door.newHere')} <Link to={withNext('/join', next)}>{t('door.joinNow')}</Link></p>}
            </div>
        </DoorPage>
    );
}

/** Ways in that need no password. */
function Others({ next, onPasskey }: { next: string; onPasskey: () => Promise<void> }) {
    const providers = useProviders();
    const t = useText();
    const passkeys = hasPasskeys();

    if (!passkeys && providers.length === 0)
        return null;
    return (
        <>
            <p className={s.or}>{t('door.or')}</p>
            <div className={s.others}>
                {passkeys && <Button full icon={KeyRound} onPress={() => void onPasskey()}>{t('door.usePasskey')}</Button>}
                {providers.map(({ name, title }) => (
                    <LinkButton key={name} full to={`/api/v1/auth/${encodeURIComponent(name)}?return_to=${encodeURIComponent(next)}`}>
                        {t('door.signInWith', { name: title })}
                    </LinkButton>
                ))}
            </div>
        </>
    );
}
