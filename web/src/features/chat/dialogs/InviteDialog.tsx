import { useEffect, useState } from 'react';
import { Copy } from 'lucide-react';
import { Button, Dialog, Problem, Select, Skeleton, toast } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import type { Channel, Invite, Person } from '../model/types';
import { inviteTo, linkOf, type Terms } from './invites';
import { PeopleField } from './PeopleField';
import s from './Dialogs.module.css';

const DAY = 86400;
const TIMES = { hour: 3600, day: DAY, week: 7 * DAY, month: 30 * DAY, always: null } as const;
const says = { hour: 'chat.for_hour', day: 'chat.for_day', week: 'chat.for_week', month: 'chat.for_month', always: 'chat.for_always' } as const;
const USES = ['any', '1', '5', '10', '25', '100'] as const;

/** A link that lets people in, and people who are let in at once. */
export function InviteDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
    const t = useText(), problemText = useProblemText(), { id: viewerId } = useSignedIn();
    const [chosen, setChosen] = useState<readonly Person[]>([]), [typed, setTyped] = useState(''), [error, setError] = useState<string>();
    const [busy, setBusy] = useState(false);
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

    return (
        <Dialog title={t('chat.invite')} isOpen onClose={onClose} size="small"
            footer={<><Button onPress={onClose}>{t('chat.close')}</Button>{chosen.length > 0 && <Button kind="primary" busy={busy}
                onPress={() => void add()}>{t('chat.add')}</Button>}</>}>
            <div className={s.form}>
                <InviteLink channelId={channel.id} />
                <PeopleField label={t('chat.add_people')} {...{ chosen, setChosen, typed, setTyped, error, viewerId }} />
            </div>
        </Dialog>
    );
}

function InviteLink({ channelId }: { channelId: string }) {
    const t = useText(), problemText = useProblemText(), [answer, setAnswer] = useState<Answer<Invite> | null>(null);
    const [time, setTime] = useState<keyof typeof TIMES>('week'), [uses, setUses] = useState<typeof USES[number]>('any');
    const link = answer?.ok ? linkOf(answer.data) : '';
    const ask = async (terms: Terms) => {
        setAnswer(null);
        setAnswer(await inviteTo(channelId, terms));
    };
    const change = (what: { time?: typeof time; uses?: typeof uses }) => {
        const now = { time, uses, ...what };
        setTime(now.time);
        setUses(now.uses);
        void ask({ seconds: TIMES[now.time], uses: now.uses === 'any' ? null : Number(now.uses) });
    };
    const copy = async () => {
        await navigator.clipboard.writeText(link);
        toast(t('chat.link_copied'));
    };

    useEffect(() => void ask({ seconds: TIMES.week, uses: null }), [channelId]);
    if (answer && !answer.ok)
        return <Problem small words={problemText(answer.problem)} />;
    return (
        <div className={s.link}>
            <label htmlFor="invite-link">{t('chat.invite_link')}</label>
            {answer ? <input id="invite-link" readOnly value={link} dir="ltr" onFocus={event => event.target.select()} />
                : <Skeleton height={36} shape="block" />}
            <Button icon={Copy} onPress={() => void copy()}>{t('chat.copy')}</Button>
            <div className={s.terms}>
                <Select label={t('chat.invite_works')} value={time} onChange={one => change({ time: one })}
                    items={Object.keys(TIMES).map(id => ({ id: id as typeof time, label: t(says[id as typeof time]) }))} />
                <Select label={t('chat.invite_for')} value={uses} onChange={one => change({ uses: one })}
                    items={USES.map(id => ({ id, label: id === 'any' ? t('chat.for_anybody') : t('chat.for_people', { count: Number(id) }) }))} />
            </div>
        </div>
    );
}
