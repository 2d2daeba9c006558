/* Made-up comments for tests. */
import type { Comment } from './comment';

export function aComment(id: string, more: Partial<Comment> = {}): Comment {
    const replies = (more.replies ?? []).map(reply => ({ ...reply, parent_comment_id: id }));

    return {
        id, parent_comment_id: null, depth: 0, author: { id: '1', username: 'ada', display_name: 'Ada', avatar_url: null }, content: `comment ${id}`,
        mentions: [], tags: [], links: [], like_count: 0, liked: false, reply_count: replies.length, deleted: false,
        created_at: '2026-11-30T09:00:00Z', edited_at: null, replies_next: null, ...more, replies,
    };
}
