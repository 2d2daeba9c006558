import { useEffect, useState } from 'react';
import { useProblemText } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { Avatar, Button, Loading, SkeletonRow, toast } from '../../../design';
import { Step, type StepProps } from './Step';
import { suggestedTo, type Reason, type Somebody } from './suggested';
import s from './Welcome.module.css';

/** Tags and people to follow. Each is followed at once, so Continue has nothing left to send. */
export function PeopleStep(props: StepProps) {
    const { id } = useSignedIn();
    const [found, setFound] = useState<Awaited<ReturnType<typeof suggestedTo>> | null>(null);
    const t = useText();
    const nothing = found && !found.tags.length && !found.people.length;

    useEffect(() => { void suggestedTo(id).then(setFound); }, [id]);
    return (
        <Step {...props} title={t('door.follow')} lead={nothing ? t('door.nobodyYet') : t('door.followWords')} onContinue={props.onDone}>
            {!found && <Loading><SkeletonRow /><SkeletonRow /></Loading>}
            {found && found.tags.length > 0 && (
                <section className={s.part}>
                    <h2>{t('door.tags')}</h2>
                    <div className={s.tags}>{found.tags.map(tag => <FollowTag key={tag.name} name={tag.name} following={tag.following} />)}</div>
                </section>
            )}
            {found && found.people.length > 0 && (
                <section className={s.part}>
                    <h2>{t('door.people')}</h2>
                    <ul className={s.people}>{found.people.map(who => <Person key={who.id} who={who} />)}</ul>
                </section>
            )}
        </Step>
    );
}

/** On at once, and back with a word if the server refuses. */
function useSwitched(first: boolean, tell: (on: boolean) => Promise<Answer<unknown>>) {
    const [on, setOn] = useState(first);
    const problemText = useProblemText();
    const turn = async () => {
        setOn(!on);
        const answer = await tell(!on);
        if (!answer.ok) {
            setOn(on);
            toast(problemText(answer.problem), { failed: true });
        }
    };

    return [on, turn] as const;
}

function FollowTag({ name, following }: { name: string; following: boolean }) {
    const path = `/tags/${encodeURIComponent(name)}/follow`;
    const [on, turn] = useSwitched(following, wanted => wanted ? rest.put(path, undefined) : rest.delete(path));

    return <Button size="small" kind={on ? 'primary' : 'quiet'} aria-pressed={on} onPress={() => void turn()}><bdi>#{name}</bdi></Button>;
}

function useReason() {
    const t = useText();

    return (reason: Reason) => reason.kind === 'tag' ? t('door.writesAbout', { tag: reason.tag })
        : t(reason.kind === 'known' ? 'door.knownHere' : 'door.writesHere');
}

function Person({ who: { id, name, username, url, reason } }: { who: Somebody }) {
    const path = `/users/${id}/follow`;
    const [on, turn] = useSwitched(false, wanted => wanted ? rest.post(path) : rest.delete(path));
    const reasonOf = useReason();
    const t = useText();

    return (
        <li className={s.person}>
            <Avatar of={{ id, name, url }} />
            <span className={s.who}><bdi className={s.name}>{name}</bdi><bdi>@{username}</bdi><span>{reasonOf(reason)}</span></span>
            <Button size="small" kind={on ? 'quiet' : 'primary'} aria-label={t(on ? 'door.unfollowWho' : 'door.followWho', { name })}
                onPress={() => void turn()}>
                {t(on ? 'door.following' : 'door.followOne')}
            </Button>
        </li>
    );
}
