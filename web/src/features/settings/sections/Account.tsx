import { useState } from 'react';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { setViewer, signOut } from '../../../data/viewer';
import { Button, TextField, toast } from '../../../design';
import { Loaded, useAsked } from '../parts/asked';
import { Group } from '../parts/Group';
import type { Me } from '../parts/me';
import { PasswordDialog, type Proof } from '../parts/PasswordDialog';
import s from '../parts/Parts.module.css';

/** Who one is to the server, and leaving. */
export function Account() {
    const asked = useAsked<Me>('/users/me');
    const [asking, setAsking] = useState<'email' | 'delete' | null>(null);
    const t = useText();

    return (
        <>
            <Loaded of={asked}>
                {me => (
                    <>
                        <Group>
                            <dl className={s.links}>
                                <div className={s.fact}><dt>{t('settings.username')}</dt><dd><bdi>@{me.username}</bdi></dd></div>
                                <div className={s.fact}>
                                    <dt>{t('settings.email')}</dt>
                                    <dd>{me.email ? <><bdi>{me.email}</bdi> {!me.email_confirmed && t('settings.unconfirmed')}</> : t('settings.noEmail')}</dd>
                                </div>
                            </dl>
                            <Button onPress={() => setAsking('email')}>{t('settings.changeEmail')}</Button>
                        </Group>
                        <Group title={t('settings.leave')} words={t('settings.leaveWords')}>
                            <Button kind="danger" onPress={() => setAsking('delete')}>{t('settings.deleteAccount')}</Button>
                        </Group>
                    </>
                )}
            </Loaded>
            {asking === 'email' && <ChangeEmail onClose={() => setAsking(null)} />}
            {asking === 'delete' && <DeleteAccount onClose={() => setAsking(null)} />}
        </>
    );
}

/** The new address counts once the link in its letter was used. */
function ChangeEmail({ onClose }: { onClose: () => void }) {
    const [email, setEmail] = useState('');
    const t = useText();
    const change = async (proof: Proof) => {
        const answer = await rest.post('/auth/email', { email: email.trim(), ...proof });

        if (answer.ok)
            toast(t('settings.letterSent', { email: email.trim() }));
        return answer.ok ? null : answer.problem;
    };

    return (
        <PasswordDialog title={t('settings.changeEmail')} words={t('settings.changeEmailWords')} action={t('settings.sendLetter')}
            onClose={onClose} onGiven={change}>
            <TextField label={t('settings.newEmail')} type="email" value={email} onChange={setEmail} dir="ltr" autoComplete="email" maxLength={300} />
        </PasswordDialog>
    );
}

const LOST = ['settings.lostProfile', 'settings.lostPosts', 'settings.lostMessages', 'settings.lostName'] as const;

function DeleteAccount({ onClose }: { onClose: () => void }) {
    const t = useText();
    const leave = async (proof: Proof) => {
        const answer = await rest.delete('/users/me', proof);

        if (!answer.ok)
            return answer.problem;
        setViewer(null);
        await signOut();
        return null;
    };

    return (
        <PasswordDialog danger title={t('settings.deleteAccount')} action={t('settings.deleteAccount')} onClose={onClose} onGiven={leave}
            words={<><p>{t('settings.lost')}</p><ul>{LOST.map(key => <li key={key}>{t(key)}</li>)}</ul><p>{t('settings.lostUntil')}</p></>} />
    );
}
