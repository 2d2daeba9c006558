/* What one does with comments: shown at once, and taken back if the server refuses. */
import { outbox } from '../../../data/outbox';
import type { Problem } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { deleted } from '../../posts/public';
import type { Comment, Said } from '../model/comment';
import { changed, without } from '../model/tree';
import { readComment } from './read';
import { changeThread, changeTrees, type At } from './threads';

const change = (postId: string, id: string, fields: Partial<Said>) => changeTrees(postId, tree => changed(tree, id, fields));

/** By the outbox: it waits where there is no network, also over a reload. */
export function sendComment(postId: string, parentId: string | null, content: string): void {
    const { sent } = outbox().send({ kind: 'comment', input: { postId, parentId, content } });

    void sent.then(answer => { answer.ok && void readComment(postId, answer.id); });
}

export async function like(postId: string, { id, liked, like_count: count }: Said): Promise<Problem | null> {
    change(postId, id, { liked: !liked, like_count: Math.max(0, count + (liked ? -1 : 1)) });
    const answer = await (liked ? rest.delete<Comment>(`/comments/${id}/like`) : rest.put<Comment>(`/comments/${id}/reactions/like`, undefined));

    change(postId, id, answer.ok ? { liked: answer.data?.liked ?? !liked, like_count: answer.data?.like_count ?? count } : { liked, like_count: count });
    return answer.ok ? null : answer.problem;
}

export async function edit(postId: string, id: string, content: string): Promise<Problem | null> {
    const answer = await rest.patch<Comment>(`/comments/${id}`, { content });

    if (!answer.ok)
        return answer.problem;
    const { content: said, mentions, tags, links, edited_at } = answer.data;
    change(postId, id, { content: said, mentions, tags, links, edited_at });
    return null;
}

/** Out of sight, until it is sent or undone. */
export function hide(postId: string, said: Said): void {
    change(postId, said.id, { deleted: true, author: null, content: '' });
}

export const unhide = (postId: string, said: Said): void => change(postId, said.id, said);

/** Throws where the server refuses. */
export async function remove(postId: string, said: Said): Promise<void> {
    try {
        await deleted(`/comments/${said.id}`);
    } catch (error) {
        unhide(postId, said);
        throw error;
    }
    changeTrees(postId, tree => without(tree, said.id));
}

export function fold(at: At, id: string): void {
    changeThread(at, ({ folded }) => {
        const next = new Set(folded);

        if (!next.delete(id))
            next.add(id);
        return { folded: next };
    });
}
