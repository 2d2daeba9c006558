import { useEffect, useState } from 'react';
import { useProblemText } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Avatar, Button, Link, Loading, Problem, SkeletonRow } from '../../../design';
import { Group } from '../parts/Group';
import type { Person } from '../parts/me';
import { Row, Rows } from '../parts/Row';
import { useSave } from '../parts/saved';

/** Whom one does not want to see. */
export function Blocked() {
    const t = useText();

    return (
        <>
            <People list="/blocks" deed="block" title={t('settings.blockedPeople')} words={t('settings.blockedWords')} none={t('settings.nobodyBlocked')}
                undo={t('settings.unblock')} />
            <People list="/mutes" deed="mute" title={t('settings.mutedPeople')} words={t('settings.mutedWords')} none={t('settings.nobodyMuted')}
                undo={t('settings.unmute')} />
        </>
    );
}

/** A list that comes page by page. */
function usePages(list: string) {
    const [people, setPeople] = useState<readonly Person[]>([]);
    const [last, setLast] = useState<Answer<Person[]> | null>(null);
    const take = (answer: Answer<Person[]>) => {
        setLast(answer);
        if (answer.ok)
            setPeople(now => [...now, ...answer.data]);
    };
    const load = (path: string) => void rest.get<Person[]>(path).then(take);

    useEffect(() => {
        let wanted = true;

        void rest.get<Person[]>(list).then(answer => wanted && take(answer));
        return () => { wanted = false; };
    }, [list]);
    return { people, last, load, remove: (who: Person) => setPeople(now => now.filter(one => one !== who)) };
}

interface Props {
    title: string;
    words: string;
    none: string;
    undo: string;
    list: string;
    deed: string;
}

function People({ title, words, none, undo, list, deed }: Props) {
    const { people, last, load, remove } = usePages(list);
    const problemText = useProblemText();
    const save = useSave();
    const t = useText();
    const end = async (who: Person) => {
        if ((await save(rest.delete(`/users/${who.user_id}/${deed}`))).ok)
            remove(who);
    };

    return (
        <Group title={title} words={words}>
            {!last && <Loading><SkeletonRow lines={1} /></Loading>}
            {last?.ok && !people.length && <p>{none}</p>}
            {people.length > 0 && (
                <Rows label={title}>
                    {people.map(who => (
                        <Row key={who.user_id} picture={<Avatar of={{ id: who.user_id, name: who.display_name, url: who.avatar_url }} />}
                            name={<Link to={`/@${who.username}`} kind="quiet"><bdi>{who.display_name}</bdi></Link>} under={<bdi>@{who.username}</bdi>}>
                            <Button size="small" aria-label={t('settings.undoOf', { deed: undo, name: who.display_name })} onPress={() => void end(who)}>
                                {undo}
                            </Button>
                        </Row>
                    ))}
                </Rows>
            )}
            {last && !last.ok && <Problem small words={problemText(last.problem)} onRetry={() => load(list)} />}
            {last?.ok && last.next && <Button onPress={() => load(last.next!)}>{t('settings.more')}</Button>}
        </Group>
    );
}
