import { useState } from 'react';
import { Check, KeyRound } from 'lucide-react';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Button, Icon, toast } from '../../../design';
import { hasPasskeys, makePasskey } from '../passkeys/passkeys';
import { RecoveryCodes } from '../passkeys/RecoveryCodes';
import s from './Welcome.module.css';

/** Offered where the browser has them: the session is new, which is proof enough. */
export function PasskeyCard() {
    const [codes, setCodes] = useState<readonly string[] | null>(null);
    const [busy, setBusy] = useState(false);
    const problemText = useProblemText();
    const t = useText();
    const add = async () => {
        setBusy(true);
        const answer = await makePasskey('');
        setBusy(false);
        if (answer.ok)
            setCodes(answer.data.recovery_codes);
        else
            toast(problemText(answer.problem), { failed: true });
    };

    if (!hasPasskeys())
        return null;
    return (
        <section className={s.card} aria-label={t('door.passkey')}>
            <p>{codes ? <><Icon of={Check} size={16} /> {t('door.passkeyAdded')}</> : t('door.passkeyWords')}</p>
            {codes ? codes.length > 0 && <RecoveryCodes codes={codes} />
                : <Button icon={KeyRound} busy={busy} onPress={() => void add()}>{t('door.addPasskey')}</Button>}
        </section>
    );
}
