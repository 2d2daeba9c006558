import { List } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { useText } from '../../../data/text';
import { Empty, LinkButton } from '../../../design';
import { ListFeedDocument } from '../../../generated/features/posts/feed/Feeds';
import { goToFirst, NewPosts } from '../feed/NewPosts';
import { PAGE, usePostPages } from '../feed/pages';
import { PostList } from '../feed/PostList';
import { PullToRefresh } from '../feed/PullToRefresh';
import { placeOf } from './feeds';
import { postsOfList, useListNews } from './listNews';

/** Posts of the people on one of the reader's lists. */
export function ListFeed({ id }: { id: string }) {
    const t = useText();
    const pages = usePostPages({ query: ListFeedDocument, variables: { id, first: PAGE }, connection: postsOfList });
    const { count, load } = useListNews(id), failed = useFailure();
    const open = <LinkButton to={`/lists/${id}`}>{t('posts.openList')}</LinkButton>;

    return (
        <PullToRefresh onRefresh={count ? load : pages.retry}>
            <NewPosts count={count} onTake={() => void load().then(goToFirst, failed)} />
            <PostList {...pages} place={placeOf(`list:${id}`)}
                empty={<Empty icon={List} title={t('posts.emptyList')} words={t('posts.emptyListWords')} action={open} />} />
        </PullToRefresh>
    );
}
