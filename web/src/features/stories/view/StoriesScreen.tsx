import { useEffect, useState } from 'react';
import { CircleDashed } from 'lucide-react';
import { navigate } from 'wouter/use-browser-location';
import { NotFound } from '../../../app/NotFound';
import { isolated } from '../../../data/names';
import { useProblemText, type Problem as Found } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Empty, LinkButton, Loading, Page, Problem, Skeleton } from '../../../design';
import { changed, firstUnseen, standing, without, type Spot } from '../model/groups';
import { authorName, type Group, type Highlight, type Story } from '../model/types';
import { readAgain, storiesOf } from '../store/deeds';
import { loadStories, useStories } from '../store/stories';
import { StoryView } from './StoryView';
import s from './View.module.css';

interface Loaded {
    groups: readonly Group[];
    /** Of a highlight. */
    title?: string;
    highlight?: string;
}
type Load = (() => Promise<Loaded | Found | null>);

const isFound = (one: Loaded | Found): one is Found => 'code' in one;
const groupOf = (stories: readonly Story[]): Group =>
    ({ author: stories[0]!.author, stories, unseen_count: stories.filter(({ seen }) => !seen).length, latest_at: stories.at(-1)!.created_at });

/* Among those whom one follows; the way goes on to the next of them. Anybody else's by themselves. */
async function loadPerson(username: string, signedIn: boolean): Promise<Loaded | Found | null> {
    if (signedIn && useStories.getState().status !== 'ready')
        await loadStories();
    const { groups } = useStories.getState(), known = groups.some(({ author }) => author.username === username);
    if (signedIn && known)
        return { groups };
    const answer = await storiesOf(username);
    if (!answer.ok)
        return answer.problem.status === 404 ? null : answer.problem;
    return { groups: answer.data.length ? [groupOf(answer.data)] : [] };
}

async function loadHighlight(id: string): Promise<Loaded | Found | null> {
    const answer = await rest.get<Highlight>(`/highlights/${id}`);
    if (!answer.ok)
        return answer.problem.status === 404 ? null : answer.problem;
    const { stories = [], title } = answer.data;

    return { groups: stories.length ? [groupOf(stories)] : [], title, highlight: id };
}

function begin(groups: readonly Group[], username: string | null, story: string | null): Spot {
    const at = Math.max(0, groups.findIndex(({ author }) => author.username === username)), wanted = groups[at]?.stories.findIndex(({ id }) => id === story) ?? -1;

    return { group: at, story: wanted >= 0 ? wanted : firstUnseen(groups[at] ?? { stories: [] }) };
}

const leave = (to: string) => (history.state as { kith?: { index: number } } | null)?.kith?.index ? history.back() : navigate(to, { replace: true });

function Shown({ loaded, username, path }: { loaded: Loaded; username: string | null; path: string }) {
    const t = useText();
    const [groups, setGroups] = useState(loaded.groups);
    const [spot, setSpot] = useState(() => begin(loaded.groups, username, new URLSearchParams(location.search).get('story')));
    const [muted, setMuted] = useState(false);
    const there = loaded.title ? groups : standing(groups, Date.now());
    const story = there[spot.group]?.stories[spot.story], author = story?.author ?? loaded.groups[0]?.author;
    const close = () => leave(username ? `/@${username}` : '/');
    const move = (next: Spot | null) => {
        const target = next && there[next.group]?.stories[next.story];
        if (!target)
            return close();
        setSpot(next);
        const to = loaded.title ? `${path}?story=${target.id}` : `/stories/${target.author.username}?story=${target.id}`;
        navigate(to, { replace: true, state: { ...history.state as object, keep: true } });
    };
    const gone = ({ id }: Story) => {
        const left = without(groups, id);
        setGroups(left);
        if (!left[spot.group]?.stories[spot.story])
            close();
    };
    const changeIn = (one: Story) => setGroups(before => changed(before, one.id, () => one));
    const stale = async (one: Story) => {
        const fresh = await readAgain(one, loaded.highlight);
        if (fresh)
            changeIn(fresh);
        return fresh !== null && fresh.media?.url !== one.media?.url;
    };
    const title = loaded.title ?? (author ? t('stories.of', { name: isolated(authorName(author)) }) : t('stories.stories'));

    return (
        <Page title={title} hideTitle>
            {story ? (
                <StoryView groups={there} spot={spot} title={loaded.title} onSpot={move} onClose={close} onGone={gone} onStale={stale} onChange={changeIn}
                    muted={muted} setMuted={setMuted} />
            ) : <Nothing username={username} />}
        </Page>
    );
}

function Nothing({ username }: { username: string | null }) {
    const t = useText();

    return (
        <div className={s.nothing}>
            <Empty icon={CircleDashed} title={t('stories.nothing')} words={t('stories.nothingWords')}
                action={<LinkButton to={username ? `/@${username}` : '/'}>{t(username ? 'stories.toProfile' : 'stories.toHome')}</LinkButton>} />
        </div>
    );
}

function Asked({ load, username, path }: { load: Load; username: string | null; path: string }) {
    const t = useText();
    const problemText = useProblemText();
    const [found, setFound] = useState<Loaded | Found | null | undefined>(undefined);
    const ask = () => void load().then(setFound);

    useEffect(() => {
        let wanted = true;
        void load().then(one => wanted && setFound(one));
        return () => { wanted = false; };
        /* Once: the way to the next person changes the address, but is the same way. */
    }, []);
    if (found === null)
        return <NotFound />;
    if (!found)
        return <Page title={t('stories.stories')} hideTitle><div className={s.shape}><Loading><Skeleton shape="block" height="80dvh" /></Loading></div></Page>;
    return isFound(found) ? <Page title={t('stories.stories')} back="/"><Problem words={problemText(found)} onRetry={ask} /></Page>
        : <Shown loaded={found} username={username} path={path} />;
}

/** /stories/:username */
export default function StoriesScreen({ params: { username = '' } }: { params: Record<string, string> }) {
    const signedIn = useViewer() !== null;

    return <div className={s.page}><Asked load={() => loadPerson(username, signedIn)} username={username} path={`/stories/${username}`} /></div>;
}

/** /stories/highlights/:id */
export function HighlightScreen({ params: { id = '' } }: { params: Record<string, string> }) {
    return <div className={s.page}><Asked key={id} load={() => loadHighlight(id)} username={null} path={`/stories/highlights/${id}`} /></div>;
}

/** /stories/by/:id: where a story stands, for what refers to it. */
export function StoryById({ params: { id = '' } }: { params: Record<string, string> }) {
    const [gone, setGone] = useState(false);

    useEffect(() => {
        void rest.get<Story>(`/stories/${id}`).then(answer => answer.ok
            ? navigate(`/stories/${answer.data.author.username}?story=${id}`, { replace: true }) : setGone(true));
    }, [id]);
    return gone ? <div className={s.page}><Nothing username={null} /></div> : null;
}
