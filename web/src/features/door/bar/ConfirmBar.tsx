import { useState } from 'react';
import { Mail, X } from 'lucide-react';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { useProblemText } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Button, Icon, IconButton, toast } from '../../../design';
import s from './Bar.module.css';

/* Put away, it comes back with the next window. */
const useLater = create<{ later: boolean }>()(persist((): { later: boolean } => ({ later: false }), {
    name: 'kith-confirm', storage: createJSONStorage(() => sessionStorage),
}));

/** A reminder, not a wall. */
export function ConfirmBar({ email }: { email: string }) {
    const later = useLater(state => state.later);
    const [busy, setBusy] = useState(false);
    const problemText = useProblemText();
    const t = useText();
    const sendAgain = async () => {
        setBusy(true);
        const answer = await rest.post('/auth/email/resend');
        setBusy(false);
        if (answer.ok)
            toast(t('door.letterSent', { email }));
        else
            toast(problemText(answer.problem), { failed: true });
    };

    return !later && (
        <section className={s.bar} aria-label={t('door.confirm')}>
            <span className={s.icon}><Icon of={Mail} size={18} /></span>
            <p className={s.words}><b>{t('door.confirm')}</b> <span>{t('door.confirmWords')} <bdi>{email}</bdi></span></p>
            <Button size="small" busy={busy} onPress={() => void sendAgain()}>{t('door.sendAgain')}</Button>
            <IconButton size="small" icon={X} label={t('door.notNow')} onPress={() => useLater.setState({ later: true })} />
        </section>
    );
}
