import { List } from 'lucide-react';
import { useText } from '../../../data/text';
import { Empty, LinkButton } from '../../../design';
import { ListFeedDocument, type ListFeedQuery } from '../../../generated/features/posts/feed/Feeds';
import { PAGE, usePostPages } from '../feed/pages';
import { PostList } from '../feed/PostList';
import { PullToRefresh } from '../feed/PullToRefresh';
import { placeOf } from './feeds';

const postsOf = ({ node }: ListFeedQuery) => node?.__typename === 'List' ? node.posts : null;

/** Posts of the people on one of the reader's lists. */
export function ListFeed({ id }: { id: string }) {
    const t = useText();
    const pages = usePostPages({ query: ListFeedDocument, variables: { id, first: PAGE }, connection: postsOf });
    const open = <LinkButton to={`/lists/${id}`}>{t('posts.openList')}</LinkButton>;

    return (
        <PullToRefresh onRefresh={pages.retry}>
            <PostList {...pages} place={placeOf(`list:${id}`)}
                empty={<Empty icon={List} title={t('posts.emptyList')} words={t('posts.emptyListWords')} action={open} />} />
        </PullToRefresh>
    );
}
