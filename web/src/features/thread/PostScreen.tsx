import { useEffect } from 'react';
import { useQuery } from '@apollo/client/react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import { NotFound } from '../../app/NotFound';
import { isolated, nameOf } from '../../data/names';
import { useProblemText } from '../../data/problems';
import { useText } from '../../data/text';
import { Loading, Page, Problem, SkeletonRow } from '../../design';
import { PostPageDocument } from '../../generated/features/thread/Thread';
import type { PostCardFragment } from '../../generated/features/posts/PostCard';
import { beginningOf, pathOf, shapeOf } from '../posts/public';
import { PostWithComments } from './PostWithComments';

function Post({ post, username }: { post: PostCardFragment; username: string }) {
    const t = useText();
    const { shown } = shapeOf(post), path = pathOf(shown);
    const isHere = shown.id === post.id && shown.author.username === username;
    const { hash } = location, search = useSearch();

    /* Names change, and what a boost shows has its own page. */
    useEffect(() => { isHere || navigate(`${path}${search && `?${search}`}${hash}`, { replace: true }); }, [isHere, path, search, hash]);
    const text = isolated(beginningOf(shown.contentWarning ?? shown.content, 50));
    return (
        <Page back="/" heading={t('thread.post')} title={t('thread.by', { name: isolated(nameOf(shown.author)), text })}>
            <PostWithComments key={shown.id} post={post} shown={shown} search={search} />
        </Page>
    );
}

/** A post and what was said to it. */
export default function PostScreen({ params: { username = '', post: id = '' } }: { params: Record<string, string> }) {
    const t = useText();
    const problemText = useProblemText();
    const isId = /^\d+$/.test(id);
    const { data, error, refetch } = useQuery(PostPageDocument, { variables: { id }, skip: !isId });

    if (data?.post)
        return <Post post={data.post as PostCardFragment} username={username} />;
    if (!isId || data)
        return <NotFound />;
    return (
        <Page back="/" title={t('thread.post')}>
            {error ? <Problem words={problemText(error)} onRetry={() => void refetch().catch(() => {})} /> : <Loading><SkeletonRow lines={3} /></Loading>}
        </Page>
    );
}
