import { List } from 'lucide-react';
import { useText } from '../../../data/text';
import { Empty, LinkButton } from '../../../design';
import { ListPostsDocument, type ListRowFragment } from '../../../generated/features/people/lists/Lists';
import { PAGE, PostList, usePostPages } from '../../posts/public';

/** What the people on a list write. */
export function ListPosts({ list }: { list: ListRowFragment }) {
    const t = useText();
    const pages = usePostPages({
        query: ListPostsDocument, variables: { id: list.id, first: PAGE }, fresh: true,
        connection: ({ node }) => node?.__typename === 'List' ? node.posts : null,
    });
    const add = list.memberCount === 0 && <LinkButton to={`/lists/${list.id}?tab=members`}>{t('people.addPeople')}</LinkButton>;

    return (
        <PostList {...pages} place={`list/${list.id}`}
            empty={<Empty icon={List} title={t('people.noListPosts')} words={t('people.noListPostsWords')} action={add} />} />
    );
}
