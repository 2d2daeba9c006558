import { useQuery } from '@apollo/client/react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import { NotFound } from '../../../app/NotFound';
import { useText } from '../../../data/text';
import { Loading, Page, SkeletonRow, Tabs } from '../../../design';
import { ListHeadDocument } from '../../../generated/features/people/lists/Lists';
import { ListMembers } from './ListMembers';
import { ListMenu } from './ListMenu';
import { ListPosts } from './ListPosts';

/** /lists/:id, and its members at ?tab=members */
export default function ListScreen({ params: { id = '' } }: { params: Record<string, string> }) {
    const t = useText();
    const tab = new URLSearchParams(useSearch()).get('tab') === 'members' ? 'members' : 'posts';
    const { data } = useQuery(ListHeadDocument, { variables: { id } });
    const list = data?.node?.__typename === 'List' ? data.node : null;
    const tabs = [{ id: 'posts', label: t('people.posts') }, { id: 'members', label: t('people.members') }];

    if (data && !list)
        return <NotFound />;
    if (!list)
        return <Page title={t('people.lists')} back="/lists"><Loading><SkeletonRow /><SkeletonRow /></Loading></Page>;
    const members = t('people.memberCount', { count: list.memberCount });

    return (
        <Page title={list.title} back="/lists" under={members} actions={<ListMenu list={list} />}>
            <Tabs label={t('people.list')} tabs={tabs} selected={tab} sticky
                onSelect={to => navigate(to === 'posts' ? `/lists/${id}` : `/lists/${id}?tab=members`, { replace: true })}>
                {tab === 'posts' ? <ListPosts list={list} /> : <ListMembers list={list} />}
            </Tabs>
        </Page>
    );
}
