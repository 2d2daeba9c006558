import { Bookmark } from 'lucide-react';
import { useText } from '../../../data/text';
import { Empty, LinkButton, Page } from '../../../design';
import { SavedPostsDocument } from '../../../generated/features/posts/feed/Feeds';
import { PAGE, usePostPages } from '../feed/pages';
import { PostList } from '../feed/PostList';
import { PullToRefresh } from '../feed/PullToRefresh';

/** /saved: what one has saved; what one takes from there stays until one leaves, so that a slip can be mended. */
export default function Saved() {
    const t = useText();
    const pages = usePostPages({ query: SavedPostsDocument, variables: { first: PAGE }, connection: data => data.saved, fresh: true });

    return (
        <Page title={t('posts.saved')}>
            <PullToRefresh onRefresh={pages.retry}>
                <PostList {...pages} place="saved" empty={<Empty icon={Bookmark} title={t('posts.emptySaved')} words={t('posts.emptySavedWords')}
                    action={<LinkButton to="/explore">{t('posts.toExplore')}</LinkButton>} />} />
            </PullToRefresh>
        </Page>
    );
}
