import { useEffect, useState } from 'react';
import { Copy } from 'lucide-react';
import { Button, Dialog, Problem, Skeleton, toast } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import type { Channel, Invite, Person } from '../model/types';
import { PeopleField } from './PeopleField';
import s from './Dialogs.module.css';

const made = new Map<string, Invite>();

/* A link of this page that works is used again, so that opening the dialog twice makes no second one. */
async function inviteTo(channelId: string): Promise<Answer<Invite>> {
    const before = made.get(channelId);
    if (before)
        return { ok: true, data: before, status: 200, next: null };
    const answer = await rest.post<Invite>(`/channels/${channelId}/invites`, {});
    if (answer.ok)
        made.set(channelId, answer.data);
    return answer;
}

/** A link that lets people in, and people who are let in at once. */
export function InviteDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
    const t = useText(), problemText = useProblemText(), { id: viewerId } = useSignedIn();
    const [answer, setAnswer] = useState<Answer<Invite> | null>(null);
    const [chosen, setChosen] = useState<readonly Person[]>([]), [typed, setTyped] = useState(''), [error, setError] = useState<string>();
    const [busy, setBusy] = useState(false);
    const link = answer?.ok ? `${location.origin}/invite/${answer.data.code}` : '';
    const copy = async () => {
        await navigator.clipboard.writeText(link);
        toast(t('chat.link_copied'));
    };
    const add = async () => {
        setBusy(true);
        for (const person of chosen) {
            const added = await rest.put(`/channels/${channel.id}/members/${person.id}`, {});
            if (!added.ok) {
                setBusy(false);
                return setError(problemText(added.problem));
            }
        }
        toast(t('chat.added', { count: chosen.length }));
        onClose();
    };

    useEffect(() => {
        void inviteTo(channel.id).then(setAnswer);
    }, [channel.id]);
    return (
        <Dialog title={t('chat.invite')} isOpen onClose={onClose} size="small"
            footer={<><Button onPress={onClose}>{t('chat.close')}</Button>{chosen.length > 0 && <Button kind="primary" busy={busy}
                onPress={() => void add()}>{t('chat.add')}</Button>}</>}>
            <div className={s.form}>
                {answer && !answer.ok ? <Problem small words={problemText(answer.problem)} /> : (
                    <div className={s.link}>
                        <label htmlFor="invite-link">{t('chat.invite_link')}</label>
                        {answer ? <input id="invite-link" readOnly value={link} dir="ltr" onFocus={event => event.target.select()} />
                            : <Skeleton height={36} shape="block" />}
                        <Button icon={Copy} onPress={() => void copy()}>{t('chat.copy')}</Button>
                        <p className={s.hint}>{t('chat.invite_hint')}</p>
                    </div>
                )}
                <PeopleField label={t('chat.add_people')} {...{ chosen, setChosen, typed, setTyped, error, viewerId }} />
            </div>
        </Dialog>
    );
}
