/* What tests of stories are made of. */
import type { Author, Group, Story } from './types';

export const anAuthor = (username: string): Author => ({ id: `of-${username}`, username, display_name: null, avatar_url: null });

export function aStory(id: string, more: Partial<Story> = {}): Story {
    return {
        id, author: anAuthor('ada'), kind: 'text', text: `Story ${id}`, background: null, media: null, audience: 'followers', replies: true,
        created_at: '2026-11-30T11:00:00Z', expires_at: '2026-12-01T11:00:00Z', seen: false, reaction: null, view_count: null, reaction_count: null, ...more,
    };
}

export function aGroup(username: string, stories: readonly Story[]): Group {
    return {
        author: anAuthor(username), stories, unseen_count: stories.filter(({ seen }) => !seen).length, latest_at: stories.at(-1)?.created_at ?? '',
    };
}
