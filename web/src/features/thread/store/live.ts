/* What others do with the comments of the post that is on the page. */
import { useEvent, useTopic } from '../../../data/realtime';
import { rest } from '../../../data/rest';
import { useViewer } from '../../../data/viewer';
import type { Comment } from '../model/comment';
import { changed, without } from '../model/tree';
import { readComment, readThread } from './read';
import { changeThread, changeTrees, threadAt, type At } from './threads';

async function edited(postId: string, id: string): Promise<void> {
    const answer = await rest.get<Comment>(`/comments/${id}`);

    if (answer.ok) {
        const { content, mentions, tags, links, edited_at } = answer.data;
        changeTrees(postId, tree => changed(tree, id, { content, mentions, tags, links, edited_at }));
    }
}

/** Those of others are counted, and come when asked for; one's own, of another window, come at once. */
export function useLiveThread(at: At): void {
    const viewer = useViewer();
    const { postId } = at;
    const has = (id: string) => threadAt(at)?.tree.branches.has(id) ?? false;

    useTopic(`post:${postId}`);
    useEvent('comment_created', ({ postId: of, commentId, authorId }) => {
        if (of !== postId || has(commentId))
            return;
        if (authorId === viewer?.id)
            void readComment(postId, commentId);
        else
            changeThread(at, ({ news }) => news.includes(commentId) ? {} : { news: [...news, commentId] });
    });
    useEvent('comment_edited', ({ postId: of, commentId }) => { of === postId && has(commentId) && void edited(postId, commentId); });
    useEvent('comment_deleted', ({ postId: of, commentId }) => {
        if (of !== postId)
            return;
        changeTrees(postId, tree => without(tree, commentId));
        changeThread(at, ({ news }) => ({ news: news.filter(id => id !== commentId) }));
    });
    useEvent('comment_counts', ({ commentId, likeCount }) => changeTrees(postId, tree => changed(tree, commentId, { like_count: likeCount })));
    useEvent('resync', () => void readThread(at));
}
