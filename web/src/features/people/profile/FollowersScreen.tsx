import { useQuery } from '@apollo/client/react';
import { UsersRound } from 'lucide-react';
import { navigate } from 'wouter/use-browser-location';
import { NotFound } from '../../../app/NotFound';
import { isolated, nameOf } from '../../../data/names';
import { type Pages, ROWS, usePages } from '../../../data/pages';
import { useText } from '../../../data/text';
import { Empty, Page, Tabs } from '../../../design';
import type { PersonRowFragment } from '../../../generated/features/people/person/People';
import { FollowedDocument, FollowersDocument, ProfileHeadOfDocument } from '../../../generated/features/people/profile/Profile';
import { PagedList } from '../PagedList';
import { FollowButton } from '../person/FollowButton';
import { PersonRow } from '../person/PersonRow';

interface Props {
    pages: Pages<PersonRowFragment>;
    label: string;
    nobody: string;
}

function Rows({ pages, label, nobody }: Props) {
    return (
        <PagedList pages={pages} label={label} empty={<Empty icon={UsersRound} title={nobody} />}>
            {person => <PersonRow key={person.id} person={person}><FollowButton person={person} inRow /></PersonRow>}
        </PagedList>
    );
}

function Followers({ username }: { username: string }) {
    const t = useText();
    const variables = { username, first: ROWS };
    const pages = usePages({ query: FollowersDocument, variables, connection: data => data.user?.followers, fresh: true });

    return <Rows pages={pages} label={t('people.followers')} nobody={t('people.noFollowers')} />;
}

function Followed({ username }: { username: string }) {
    const t = useText();
    const variables = { username, first: ROWS };
    const pages = usePages({ query: FollowedDocument, variables, connection: data => data.user?.following, fresh: true });

    return <Rows pages={pages} label={t('people.following')} nobody={t('people.noFollowing')} />;
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
