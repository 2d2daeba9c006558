import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { useProblemText, type Problem as Refusal } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Button, Dialog, PasswordField, Problem } from '../../../design';
import s from './Parts.module.css';

export interface Proof {
    password?: string;
}

interface Props {
    title: string;
    /** Why it is asked for, or what will be lost. */
    words: ReactNode;
    action: string;
    danger?: boolean;
    onClose: () => void;
    /** Null: done, and the dialog closes. */
    onGiven: (proof: Proof) => Promise<Refusal | null>;
    /** Above the password. */
    children?: ReactNode;
}

/**
 * What changes how one signs in needs the password, or a session that has just begun: an account without a password sends none. The
 * server says which of them it needs.
 */
export function PasswordDialog({ title, words, action, danger, onClose, onGiven, children }: Props) {
    const [password, setPassword] = useState('');
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<Refusal | null>(null);
    const form = useId();
    const problemText = useProblemText();
    const t = useText();
    const give = async (event: FormEvent) => {
        event.preventDefault();
        setBusy(true);
        const refused = await onGiven(password ? { password } : {});
        setBusy(false);
        setProblem(refused);
        if (!refused)
            onClose();
    };
    const isPassword = problem?.code === 'bad_password' || problem?.code === 'proof_needed';

    return (
        <Dialog title={title} isOpen onClose={onClose} size="small" footer={<>
            <Button onPress={onClose}>{t('settings.cancel')}</Button>
            <Button type="submit" form={form} kind={danger ? 'danger' : 'primary'} busy={busy}>{action}</Button>
        </>}>
            <form id={form} className={s.dialog} noValidate onSubmit={event => void give(event)}>
                {problem && !isPassword && <Problem small words={problemText(problem)} />}
                {typeof words === 'string' ? <p>{words}</p> : words}
                {children}
                <PasswordField label={t('settings.password')} value={password} onChange={setPassword} autoComplete="current-password" maxLength={1024}
                    error={isPassword ? problemText(problem) : undefined} autoFocus />
            </form>
        </Dialog>
    );
}
