import { useState } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { Hourglass } from 'lucide-react';
import { useFormat } from '../../../data/format';
import { useProblemText } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { loadViewer } from '../../../data/viewer';
import { Button, Icon, toast } from '../../../design';
import s from './Bar.module.css';

/** Somebody who asked for their deletion has signed in again: until the day they may stay. */
export function LeavingBar({ deletesAt }: { deletesAt: string }) {
    const client = useApolloClient();
    const [busy, setBusy] = useState(false);
    const problemText = useProblemText();
    const format = useFormat();
    const t = useText();
    const keep = async () => {
        setBusy(true);
        const answer = await rest.post('/users/me/restore');
        if (answer.ok)
            await loadViewer(client).then(() => toast(t('door.kept')), () => {});
        else
            toast(problemText(answer.problem), { failed: true });
        setBusy(false);
    };

    return (
        <section className={s.bar} aria-label={t('door.leaving')}>
            <span className={s.icon}><Icon of={Hourglass} size={18} /></span>
            <p className={s.words}>{t('door.leavingWords', { date: format.time(deletesAt, 'full') })}</p>
            <Button size="small" busy={busy} onPress={() => void keep()}>{t('door.keep')}</Button>
        </section>
    );
}
