import { Hash } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { useText } from '../../../data/text';
import { Empty } from '../../../design';
import { TagPageDocument } from '../../../generated/features/posts/feed/Feeds';
import { goToFirst, NewPosts } from '../feed/NewPosts';
import { PAGE, usePostPages } from '../feed/pages';
import { PostList } from '../feed/PostList';
import { PullToRefresh } from '../feed/PullToRefresh';
import { useTagNews } from './news';

/** Public posts with a tag, as they come. */
export function TagPosts({ name, place }: { name: string; place: string }) {
    const t = useText();
    const failed = useFailure();
    const { count, load } = useTagNews(name);
    const pages = usePostPages({ query: TagPageDocument, variables: { name, first: PAGE }, connection: data => data.tag?.posts });

    return (
        <PullToRefresh onRefresh={load}>
            <NewPosts count={count} onTake={() => void load().then(goToFirst, failed)} />
            <PostList {...pages} place={place} empty={<Empty icon={Hash} title={t('posts.emptyTag')} words={t('posts.emptyTagWords')} />} />
        </PullToRefresh>
    );
}
