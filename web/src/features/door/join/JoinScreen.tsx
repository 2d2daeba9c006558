import { useState } from 'react';
import { Redirect, useSearch } from 'wouter';
import { useInstance } from '../../../data/page';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { takeTyped } from '../../../data/typed';
import { enter, useViewer } from '../../../data/viewer';
import { Button, Link, PasswordField, Problem as Refusal, TextField } from '../../../design';
import { DoorPage } from '../DoorPage';
import { submitted, useSending } from '../form';
import { nextOf, withNext } from '../next';
import { Strength } from './Strength';
import { useStanding, WRONG } from './username';
import s from '../Door.module.css';

/** /join */
export default function JoinScreen() {
    const next = nextOf(useSearch());
    const viewer = useViewer();
    const { name, open } = useInstance();
    const t = useText();

    if (viewer)
        return <Redirect to={next} replace />;
    return (
        <DoorPage title={t('door.join')} lead={open === false ? t('data.problem_closed') : t('door.joinWords', { name })}>
            {open !== false && <JoinForm next={next} />}
            <p className={s.after}><span>{t('door.alreadyHere')} <Link to={withNext('/login', next)}>{t('door.signInNow')}</Link></span></p>
        </DoorPage>
    );
}

const FIELDS = ['username', 'email', 'password'] as const;
type Field = (typeof FIELDS)[number];

const typedBefore = () => ({ username: takeTyped('username'), email: takeTyped('email'), password: takeTyped('password') });

function JoinForm({ next }: { next: string }) {
    const [typed, setTyped] = useState<Record<Field, string>>(typedBefore);
    const [sent, setSent] = useState<Record<Field, string> | null>(null);
    const sending = useSending(FIELDS);
    const t = useText();
    const username = typed.username.trim(), standing = useStanding(username);
    const set = (field: Field) => (value: string) => setTyped(now => ({ ...now, [field]: value }));

    /* What the server refused stays said until it is changed. */
    const wrong = (field: Field) => {
        if (sent?.[field] !== typed[field])
            return undefined;
        if (!typed[field].trim())
            return t('data.problem_required');
        return sending.fieldWords(field);
    };
    const wrongName = standing && WRONG[standing] ? t(WRONG[standing]) : wrong('username');
    const join = async () => {
        setSent(typed);
        if (sending.busy || FIELDS.some(field => !typed[field].trim()) || (standing && WRONG[standing]))
            return;
        const answer = await sending.send(() => rest.post('/auth/register', { ...typed, username, email: typed.email.trim() }));
        if (answer.ok)
            void enter(withNext('/welcome', next));
    };

    return (
        <form className={s.form} noValidate onSubmit={submitted(join)}>
            {sending.words && <Refusal small words={sending.words} />}
            <TextField label={t('door.username')} name="username" value={typed.username} onChange={set('username')} error={wrongName} dir="ltr"
                hint={wrongName ? undefined : standing === 'free' ? <span className={s.free}>{t('door.nameFree')}</span> : t('door.usernameHint')}
                autoComplete="username" autoCapitalize="none" spellCheck={false} />
            <TextField label={t('door.email')} name="email" type="email" value={typed.email} onChange={set('email')} error={wrong('email')}
                hint={t('door.emailHint')} dir="ltr" autoComplete="email" maxLength={300} />
            <PasswordField label={t('door.password')} name="password" value={typed.password} onChange={set('password')} error={wrong('password')}
                below={<Strength of={typed.password} known={[username, ...typed.email.split('@')]} />} autoComplete="new-password" maxLength={1024} />
            <Button type="submit" kind="primary" full busy={sending.busy}>{t('door.join')}</Button>
        </form>
    );
}
