import { TrendingUp } from 'lucide-react';
import { useText } from '../../../data/text';
import { Empty } from '../../../design';
import { HomeFeedDocument } from '../../../generated/features/posts/feed/Feeds';
import { PAGE, usePostPages } from '../feed/pages';
import { PostList } from '../feed/PostList';
import { PullToRefresh } from '../feed/PullToRefresh';
import { placeOf } from './feeds';

/** The newest of what one follows, what matters most first. */
export function Ranked() {
    const t = useText();
    const pages = usePostPages({ query: HomeFeedDocument, variables: { first: PAGE, order: 'RANKED' }, connection: data => data.feed });

    return (
        <PullToRefresh onRefresh={pages.retry}>
            <PostList {...pages} place={placeOf('ranked')}
                empty={<Empty icon={TrendingUp} title={t('posts.emptyRanked')} words={t('posts.emptyFollowingWords')} />} />
        </PullToRefresh>
    );
}
