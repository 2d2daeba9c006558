import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import type { Problem } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Button, Problem as Refusal, TextField } from '../../../design';
import { DoorPage } from '../DoorPage';
import { submitted, useSending } from '../form';
import { hasPasskeys, signInByPasskey } from '../passkeys/passkeys';
import s from '../Door.module.css';

interface Props {
    challenge: string;
    /** What the account has: totp, recovery_code, passkey. */
    factors: readonly string[];
    onInside: () => void;
    /** Back to the first step; with a problem if the challenge is over. */
    onAgain: (why: Problem | null) => void;
}

/** The second proof: a code, or a passkey. */
export function SecondStep({ challenge, factors, onInside, onAgain }: Props) {
    const [code, setCode] = useState('');
    const [lacks, setLacks] = useState(false);
    const sending = useSending();
    const t = useText();
    const settle = (answer: Answer<unknown>) => {
        if (answer.ok)
            onInside();
        else if (answer.problem.code === 'challenge_invalid')
            onAgain(answer.problem);
    };
    const verify = async () => {
        setLacks(!code.trim());
        if (code.trim() && !sending.busy)
            settle(await sending.send(() => rest.post('/auth/login/second', { challenge, code: code.trim() })));
    };
    const byPasskey = async () => settle(await sending.send(() => signInByPasskey(challenge)));

    return (
        <DoorPage title={t('door.secondStep')} lead={t('door.secondWords')}>
            <form className={s.form} noValidate onSubmit={submitted(verify)}>
                {sending.words && <Refusal small words={sending.words} />}
                <TextField label={t('door.code')} hint={t('door.codeHint')} value={code} onChange={setCode} dir="ltr" autoComplete="one-time-code" autoFocus
                    autoCapitalize="none" spellCheck={false} maxLength={100} error={lacks && !code.trim() ? t('data.problem_required') : undefined} />
                <Button type="submit" kind="primary" full busy={sending.busy}>{t('door.verify')}</Button>
            </form>
            {factors.includes('passkey') && hasPasskeys() && (
                <Button full icon={KeyRound} onPress={() => void byPasskey()}>{t('door.usePasskey')}</Button>
            )}
            <Button kind="plain" full onPress={() => onAgain(null)}>{t('door.otherAccount')}</Button>
        </DoorPage>
    );
}
