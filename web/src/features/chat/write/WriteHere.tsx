import { useState } from 'react';
import { Button, toast } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { useLocation } from 'wouter';
import { isAdmin, silence, useRoom } from '../room/room';
import { acceptRequest, declineRequest, join, type Done } from '../store/deeds';
import { MessageBox } from './MessageBox';
import s from './MessageBox.module.css';

/** The field, or why there is none and what one can do about it. */
export function WriteHere() {
    const { channel } = useRoom(), why = silence(channel), t = useText();

    switch (why) {
    case null: return <><MessageBox /><Rule /></>;
    case 'join': return channel.kind === 'public' ? <JoinNote /> : <p className={s.note}>{t('chat.not_member')}</p>;
    case 'request': return <RequestNote />;
    default: return <p className={s.note}>{t(why === 'archived' ? 'chat.archived' : 'chat.announcement_only')}</p>;
    }
}

/** What holds for what one writes here, if anything does. */
function Rule() {
    const { channel } = useRoom(), t = useText();
    const words = channel.request === 'sent' ? t('chat.request_sent')
        : channel.slow_mode_seconds > 0 && !isAdmin(channel) ? t('chat.slow_words', { count: channel.slow_mode_seconds }) : null;

    return words !== null && <p className={s.rule}>{words}</p>;
}

function useDeed() {
    const [busy, setBusy] = useState(false), problemText = useProblemText();
    const run = async (deed: () => Done): Promise<boolean> => {
        setBusy(true);
        const problem = await deed();
        setBusy(false);
        if (problem)
            toast(problemText(problem), { failed: true });
        return problem === null;
    };

    return { busy, run };
}

function JoinNote() {
    const { channel } = useRoom(), t = useText(), { busy, run } = useDeed();

    return (
        <div className={s.note}>
            <span>{t('chat.join_to_write')}</span>
            <Button kind="primary" busy={busy} onPress={() => void run(() => join(channel.id))}>{t('chat.join')}</Button>
        </div>
    );
}

function RequestNote() {
    const { channel } = useRoom(), t = useText(), { busy, run } = useDeed(), [, navigate] = useLocation();

    return (
        <div className={s.note}>
            <span>{t('chat.request_words')}</span>
            <Button kind="primary" busy={busy} onPress={() => void run(() => acceptRequest(channel.id))}>{t('chat.accept')}</Button>
            <Button busy={busy} onPress={() => void run(() => declineRequest(channel.id)).then(done => done
                && navigate('/messages'))}>{t('chat.decline')}</Button>
        </div>
    );
}
