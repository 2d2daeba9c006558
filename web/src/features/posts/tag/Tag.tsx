import { useApolloClient, useQuery } from '@apollo/client/react';
import { useFailure } from '../../../app/failure';
import { toSignIn } from '../../../app/signIn';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Button, Page, toast } from '../../../design';
import { TagFollowDocument, TagPageDocument, TagUnfollowDocument, type TagPageQuery } from '../../../generated/features/posts/feed/Feeds';
import { PAGE } from '../feed/pages';
import { TagPosts } from './TagPosts';

type TagOfPage = NonNullable<TagPageQuery['tag']>;

/** Follows a tag or stops, at once; what the home page shows as tabs is read again when it is next seen. */
function useFollow({ name, following }: TagOfPage) {
    const client = useApolloClient();
    const failed = useFailure();
    const t = useText();
    const set = (on: boolean) => {
        const tag = { __typename: 'Tag', name, following: on } as const, variables = { name };
        const sent = on
            ? client.mutate({ mutation: TagFollowDocument, variables, optimisticResponse: { followTag: { __typename: 'FollowTagPayload', tag } } })
            : client.mutate({ mutation: TagUnfollowDocument, variables, optimisticResponse: { unfollowTag: { __typename: 'UnfollowTagPayload', tag } } });

        return sent.then(() => client.cache.evict({ id: 'ROOT_QUERY', fieldName: 'followedTags' }));
    };

    return () => void set(!following).then(() => toast(
        t(following ? 'posts.nowUnfollowed' : 'posts.nowFollowing', { name: isolated(name) }), { undo: () => void set(following).catch(failed) }), failed);
}

function Follow({ tag }: { tag: TagOfPage }) {
    const t = useText();
    const viewer = useViewer();
    const follow = useFollow(tag);

    if (tag.following)
        return <Button aria-label={`${t('posts.unfollowTag')}, ${t('posts.following')}`} onPress={follow}>{t('posts.following')}</Button>;
    return <Button kind="primary" onPress={() => viewer ? follow() : toSignIn(location.pathname)}>{t('posts.followTag')}</Button>;
}

/** /tag/:tag, in any spelling. */
export default function Tag({ params }: { params: Record<string, string> }) {
    const spelled = params.tag ?? '';
    const t = useText();
    const { data } = useQuery(TagPageDocument, { variables: { name: spelled, first: PAGE } });
    const tag = data?.tag;

    return (
        <Page title={`#${spelled}`} heading={<bdi>#{spelled}</bdi>} back="/explore" actions={tag && <Follow tag={tag} />}
            under={tag && t('posts.tagCounts', { posts: tag.postCount, people: tag.accountCount })}>
            <TagPosts key={spelled} name={spelled} place={`tag/${spelled}`} />
        </Page>
    );
}
