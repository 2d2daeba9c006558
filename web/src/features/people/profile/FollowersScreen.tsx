import { useQuery } from '@apollo/client/react';
import { UsersRound } from 'lucide-react';
import { NotFound } from '../../../app/NotFound';
import { useText } from '../../../data/text';
import { Empty, Page, Tabs } from '../../../design';
import { navigate } from 'wouter/use-browser-location';
import { FollowedDocument, FollowersDocument, ProfileHeadOfDocument } from '../../../generated/features/people/profile/Profile';
import { PagedList } from '../PagedList';
import { PEOPLE, usePages } from '../pages';
import { FollowButton } from '../person/FollowButton';
import { isolated, nameOf } from '../person/names';
import { PersonRow } from '../person/PersonRow';

function Followers({ username }: { username: string }) {
    const t = useText();
    const pages = usePages({ query: FollowersDocument, variables: { username, first: PEOPLE }, connection: data => data.user?.followers, fresh: true });

    return (
        <PagedList pages={pages} label={t('people.followers')} empty={<Empty icon={UsersRound} title={t('people.noFollowers')} />}>
            {person => <PersonRow key={person.id} person={person}><FollowButton person={person} inRow /></PersonRow>}
        </PagedList>
    );
}

function Followed({ username }: { username: string }) {
    const t = useText();
    const pages = usePages({ query: FollowedDocument, variables: { username, first: PEOPLE }, connection: data => data.user?.following, fresh: true });

    return (
        <PagedList pages={pages} label={t('people.following')} empty={<Empty icon={UsersRound} title={t('people.noFollowing')} />}>
            {person => <PersonRow key={person.id} person={person}><FollowButton person={person} inRow /></PersonRow>}
        </PagedList>
    );
}

/** /@:username/followers and /@:username/following */
export default function FollowersScreen({ params: { username = '' } }: { params: Record<string, string> }) {
    const tab = location.pathname.endsWith('/following') ? 'following' : 'followers';
    const t = useText();
    const { data } = useQuery(ProfileHeadOfDocument, { variables: { username } });
    const person = data?.user;
    const tabs = [{ id: 'followers', label: t('people.followers') }, { id: 'following', label: t('people.following') }];

    if (person === null)
        return <NotFound />;
    return (
        <Page title={isolated(person ? nameOf(person) : `@${username}`)} back={`/@${username}`} under={<bdi>@{username}</bdi>}>
            <Tabs label={t('people.follows')} tabs={tabs} selected={tab} sticky
                onSelect={id => navigate(`/@${username}/${id}`, { replace: true, state: { keep: true } })}>
                {tab === 'followers' ? <Followers username={username} /> : <Followed username={username} />}
            </Tabs>
        </Page>
    );
}
