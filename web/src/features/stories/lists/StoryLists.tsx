import { useEffect, useState } from 'react';
import { useFailure } from '../../../app/failure';
import { useProblemText } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Avatar, Button, ComboBox, Link, Loading, Problem, SkeletonRow } from '../../../design';
import { peopleNamed, type Suggestion } from '../../compose/writing';
import s from './Lists.module.css';

interface Profile { user_id: string; username: string; display_name: string | null; avatar_url: string | null }

export interface StoryListProps {
    label: string;
    /** Where it is read, and where somebody is put on it and taken off. */
    path: string;
    of: (userId: string) => string;
    empty: string;
    /** Nobody is added here: that is done where one meets them. */
    closed?: boolean;
    onDone: () => void;
}

const WAIT_MS = 250;
const NOBODY: readonly Suggestion[] = [];
const nameOf = ({ display_name: name, username }: Profile): string => name?.trim() || username;

function useFound(typed: string): readonly Suggestion[] {
    const [found, setFound] = useState(NOBODY), q = typed.trim();

    useEffect(() => {
        const stop = new AbortController(), timer = setTimeout(async () => {
            const people = q ? await peopleNamed(q, stop.signal) : NOBODY;
            if (!stop.signal.aborted)
                setFound(people);
        }, q ? WAIT_MS : 0);
        return () => { clearTimeout(timer); stop.abort(); };
    }, [q]);
    return found;
}

function Add({ label, has, onAdd }: { label: string; has: ReadonlySet<string>; onAdd: (person: Suggestion) => void }) {
    const t = useText();
    const me = useViewer()?.id;
    const [typed, setTyped] = useState('');
    const found = useFound(typed).filter(({ id }) => id !== me && !has.has(id));
    const choose = (id: string) => {
        const person = found.find(one => one.id === id);
        setTyped('');
        if (person)
            onAdd(person);
    };

    return (
        <ComboBox label={t('stories.addTo', { list: label })} placeholder={t('stories.nameOrUsername')} nothing={t('stories.nobodyFound')} value={typed}
            onChange={setTyped} onSelect={choose}
            items={found.map(one => ({ id: one.id, label: one.label, hint: one.hint, picture: one.person && <Avatar of={one.person} size={32} /> }))} />
    );
}

function asProfile({ id, label, hint = '', person }: Suggestion): Profile {
    return { user_id: id, username: hint.replace(/^@/, ''), display_name: label, avatar_url: person?.url ?? null };
}

/** People who stand on a list of one's own. Nobody is told. */
export function StoryList({ label, path, of, empty, closed, onDone }: StoryListProps) {
    const t = useText();
    const failed = useFailure();
    const problemText = useProblemText();
    const [answer, setAnswer] = useState<Answer<Profile[]> | null>(null), [more, setMore] = useState<string | null>(null);
    const load = () => void rest.get<Profile[]>(path).then(given => { setAnswer(given); setMore(given.ok ? given.next : null); });
    const people = answer?.ok ? answer.data : [];
    const put = (data: Profile[]) => setAnswer({ ok: true, data, status: 200, next: null });

    useEffect(() => {
        void rest.get<Profile[]>(path).then(given => { setAnswer(given); setMore(given.ok ? given.next : null); });
    }, [path]);
    /* At once, and back with a word where the server will not have it. */
    const tell = async (asked: Promise<Answer<unknown>>, before: Profile[]) => {
        const given = await asked;
        if (given.ok)
            return onDone();
        put(before);
        failed(given.problem);
    };
    const add = (person: Suggestion) => {
        put([asProfile(person), ...people]);
        void tell(rest.put(of(person.id), undefined), people);
    };
    const remove = (person: Profile) => {
        put(people.filter(one => one.user_id !== person.user_id));
        void tell(rest.delete(of(person.user_id)), people);
    };
    const loadMore = async () => {
        const given = await rest.get<Profile[]>(more!);
        if (!given.ok)
            return failed(given.problem);
        put([...people, ...given.data]);
        setMore(given.next);
    };

    if (!answer)
        return <Loading><SkeletonRow lines={1} /></Loading>;
    if (!answer.ok)
        return <Problem words={problemText(answer.problem)} onRetry={load} />;
    return (
        <div className={s.part}>
            {!closed && <Add label={label} has={new Set(people.map(({ user_id }) => user_id))} onAdd={add} />}
            {people.length ? (
                <ul className={s.list} aria-label={label}>
                    {people.map(person => (
                        <li key={person.user_id} className={s.row}>
                            <Avatar of={{ id: person.user_id, name: nameOf(person), url: person.avatar_url }} size={40} />
                            <span className={s.who}><Link kind="quiet" to={`/@${person.username}`}><bdi>{nameOf(person)}</bdi></Link>
                                <bdi className={s.username}>@{person.username}</bdi></span>
                            <Button size="small" aria-label={t('stories.takeOff', { name: isolated(nameOf(person)) })} onPress={() => remove(person)}>{t('stories.remove')}</Button>
                        </li>
                    ))}
                </ul>
            ) : <p className={s.empty}>{empty}</p>}
            {more && <Button size="small" onPress={() => void loadMore()}>{t('stories.showMore')}</Button>}
        </div>
    );
}
