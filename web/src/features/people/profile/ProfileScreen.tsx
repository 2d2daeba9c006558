import { lazy, Suspense } from 'react';
import { useQuery } from '@apollo/client/react';
import { navigate } from 'wouter/use-browser-location';
import { NotFound } from '../../../app/NotFound';
import { isolated, nameOf } from '../../../data/names';
import { useProblemText } from '../../../data/problems';
import { useText, withWords } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Page, Problem, Tabs } from '../../../design';
import { ProfileHeadOfDocument, ProfilePageDocument } from '../../../generated/features/people/profile/Profile';
import { usePostPages, PAGE } from '../../posts/public';
import { StoriesOfPerson } from '../../stories/public';
import { pathOf } from '../person/names';
import { ProfileComments } from './ProfileComments';
import { ProfileHead } from './ProfileHead';
import { ProfilePosts } from './ProfilePosts';
import { ProfileShape } from './ProfileShape';

const ProfileMedia = lazy(withWords(() => import('./ProfileMedia')));

type Tab = 'posts' | 'comments' | 'media';

const tabOf = (path: string): Tab => path.endsWith('/comments') ? 'comments' : path.endsWith('/media') ? 'media' : 'posts';

/** /@:username and its tabs, which share the head. */
export default function ProfileScreen({ params: { username = '' } }: { params: Record<string, string> }) {
    return <Profile key={username} username={username} tab={tabOf(location.pathname)} />;
}

function Profile({ username, tab }: { username: string; tab: Tab }) {
    const t = useText();
    const problemText = useProblemText();

    /* One query brings the head and the posts; the head alone is asked for where there are no posts. */
    const pages = usePostPages({
        query: ProfilePageDocument, variables: { username, first: PAGE }, connection: data => data.user?.posts, skip: tab !== 'posts',
    });
    const head = useQuery(ProfileHeadOfDocument, { variables: { username }, fetchPolicy: tab === 'posts' ? 'cache-only' : 'cache-first' });
    const retry = () => void (tab === 'posts' ? pages.retry() : head.refetch().catch(() => {}));
    const person = head.data?.user, isOwn = useViewer()?.id === person?.id, failure = head.error ?? pages.error;

    if (person === null)
        return <NotFound />;
    if (!person)
        return (
            <Page title={isolated(`@${username}`)} back="/">
                {failure ? <Problem words={problemText(failure)} onRetry={retry} /> : <ProfileShape />}
            </Page>
        );
    const tabs = [{ id: 'posts', label: t('people.posts') }, { id: 'comments', label: t('people.comments') }, { id: 'media', label: t('people.media') }];
    const go = (to: string) => navigate(to === 'posts' ? pathOf(person) : `${pathOf(person)}/${to}`, { state: { keep: true } });

    return (
        <Page title={`${isolated(nameOf(person))} (@${person.username})`} heading={nameOf(person)} back={isOwn ? undefined : '/'}
            under={t('people.postCount', { count: person.postCount })}>
            <ProfileHead person={person} />
            <StoriesOfPerson person={person} />
            <Tabs label={t('people.profile')} tabs={tabs} selected={tab} onSelect={go} sticky>
                {tab === 'posts' ? <ProfilePosts person={person} asked={username} pages={pages} />
                    : tab === 'comments' ? <ProfileComments person={person} /> : <Suspense><ProfileMedia person={person} /></Suspense>}
            </Tabs>
        </Page>
    );
}
