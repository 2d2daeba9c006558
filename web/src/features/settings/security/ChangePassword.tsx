import { useState, type FormEvent } from 'react';
import { fieldText, useProblemText, type Problem as Refusal } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText, useWords } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { Button, PasswordField, Problem } from '../../../design';
import { Strength } from '../../door/public';
import { Group } from '../parts/Group';
import { saySaved } from '../parts/saved';
import s from '../parts/Parts.module.css';

/** The one thing here that does not save by itself: two fields belong together. */
export function ChangePassword() {
    const { username } = useSignedIn();
    const [current, setCurrent] = useState(''), [password, setPassword] = useState('');
    const [busy, setBusy] = useState(false), [problem, setProblem] = useState<Refusal | null>(null);
    const problemText = useProblemText(), words = useWords(), t = useText();
    const change = async (event: FormEvent) => {
        event.preventDefault();
        setBusy(true);
        const answer = await rest.post('/auth/password', { ...current && { current_password: current }, password });
        setBusy(false);
        setProblem(answer.ok ? null : answer.problem);
        if (!answer.ok)
            return;
        setCurrent('');
        setPassword('');
        saySaved();
    };
    const wrong = fieldText(words, problem, 'password'), isCurrent = problem?.code === 'bad_password';

    return (
        <Group title={t('settings.changePassword')} words={t('settings.changePasswordWords')}>
            <form className={s.form} noValidate onSubmit={event => void change(event)}>
                {problem && !wrong && !isCurrent && <Problem small words={problemText(problem)} />}
                <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
                <PasswordField label={t('settings.currentPassword')} value={current} onChange={setCurrent} autoComplete="current-password" maxLength={1024}
                    error={isCurrent ? problemText(problem) : undefined} />
                <PasswordField label={t('settings.newPassword')} value={password} onChange={setPassword} autoComplete="new-password" maxLength={1024}
                    error={wrong} below={<Strength of={password} known={[username]} />} />
                <Button type="submit" busy={busy}>{t('settings.changePassword')}</Button>
            </form>
        </Group>
    );
}
