import { useEffect } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { Compass } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { useText } from '../../../data/text';
import { Empty, LinkButton } from '../../../design';
import { HomeFeedDocument } from '../../../generated/features/posts/feed/Feeds';
import { PendingPosts } from '../../compose/public';
import { goToFirst, NewPosts } from '../feed/NewPosts';
import { holdNews, loadNews, useNewsCount } from '../feed/news';
import { PAGE, usePostPages } from '../feed/pages';
import { PostList } from '../feed/PostList';
import { PullToRefresh } from '../feed/PullToRefresh';
import { placeOf } from './feeds';

function NothingFollowed() {
    const t = useText();

    return (
        <Empty icon={Compass} title={t('posts.emptyFollowing')} words={t('posts.emptyFollowingWords')}
            action={<LinkButton kind="primary" to="/explore">{t('posts.findPeople')}</LinkButton>} />
    );
}

/** Posts of the people and tags that one follows, as they come. */
export function Following() {
    const client = useApolloClient();
    const failed = useFailure();
    const count = useNewsCount();
    const pages = usePostPages({ query: HomeFeedDocument, variables: { first: PAGE }, connection: data => data.feed });
    const take = () => void loadNews(client).then(goToFirst, failed);

    useEffect(() => holdNews(() => void loadNews(client).then(goToFirst, failed)), [client, failed]);
    return (
        <PullToRefresh onRefresh={() => loadNews(client)}>
            <NewPosts count={count} onTake={take} />
            <PendingPosts />
            <PostList {...pages} place={placeOf('following')} empty={<NothingFollowed />} />
        </PullToRefresh>
    );
}
