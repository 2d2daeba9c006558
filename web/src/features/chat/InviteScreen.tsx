import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Avatar, Button, LinkButton, Loading, Page, Problem, SkeletonRow } from '../../design';
import { useProblemText, type Problem as Refusal } from '../../data/problems';
import { rest, type Answer } from '../../data/rest';
import { useText } from '../../data/text';
import { useViewer } from '../../data/viewer';
import { pathOf, type Channel, type InvitePreview } from './model/types';
import { keep } from './store/lists';
import s from './Invite.module.css';

/** Where a link of an invitation leads. What it is for is shown to those who are signed in. */
export default function InviteScreen({ params }: { params: Record<string, string> }) {
    const code = encodeURIComponent(params.code!);

    return useViewer() ? <Preview code={code} /> : <SignedOut code={code} />;
}

function SignedOut({ code }: { code: string }) {
    const t = useText(), next = encodeURIComponent(`/invite/${code}`);

    return (
        <div className={s.card}>
            <Page title={t('chat.invited')} />
            <p>{t('chat.invited_words')}</p>
            <div className={s.buttons}>
                <LinkButton kind="primary" to={`/join?next=${next}`}>{t('chat.join')}</LinkButton>
                <LinkButton to={`/login?next=${next}`}>{t('chat.sign_in')}</LinkButton>
            </div>
        </div>
    );
}

function Preview({ code }: { code: string }) {
    const t = useText(), problemText = useProblemText(), [, navigate] = useLocation();
    const [answer, setAnswer] = useState<Answer<InvitePreview> | null>(null), [problem, setProblem] = useState<Refusal | null>(null);
    const [busy, setBusy] = useState(false);
    const accept = async () => {
        setBusy(true);
        const joined = await rest.post<Channel>(`/invites/${code}/accept`);
        setBusy(false);
        if (!joined.ok)
            return setProblem(joined.problem);
        keep([joined.data]);
        navigate(pathOf(joined.data), { replace: true });
    };

    useEffect(() => {
        void rest.get<InvitePreview>(`/invites/${code}`).then(setAnswer);
    }, [code]);
    if (!answer)
        return <div className={s.card}><Page title={t('chat.invited')} /><Loading><SkeletonRow /></Loading></div>;
    if (!answer.ok)
        return <div className={s.card}><Page title={t('chat.invite_gone')} />
            <p>{answer.problem.status === 404 ? t('chat.invite_gone_words') : problemText(answer.problem)}</p></div>;
    const { channel } = answer.data, name = channel.name ?? t('chat.group');

    return (
        <div className={s.card}>
            <Avatar kind="channel" of={{ id: channel.id, name, url: channel.avatar_url }} size={64} />
            <Page title={name} heading={<bdi>{name}</bdi>} under={t('chat.members_count', { count: channel.member_count })} />
            {channel.topic && <p dir="auto">{channel.topic}</p>}
            {problem && <Problem small words={problemText(problem)} />}
            <div className={s.buttons}><Button kind="primary" busy={busy} onPress={() => void accept()}>{t('chat.join')}</Button></div>
        </div>
    );
}
