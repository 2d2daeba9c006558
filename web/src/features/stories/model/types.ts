/* What REST says of stories. */
import type { RestMedium } from '../../../data/media/medium';

export interface Author { id: string; username: string; display_name: string | null; avatar_url: string | null }

export type Audience = 'public' | 'followers' | 'close_friends';

export interface Story {
    id: string;
    author: Author;
    kind: 'image' | 'video' | 'text';
    text: string | null;
    background: string | null;
    media: RestMedium | null;
    audience: Audience;
    replies: boolean;
    created_at: string;
    expires_at: string;
    seen: boolean;
    reaction: string | null;
    /** For its author alone. */
    view_count: number | null;
    reaction_count: number | null;
}

export interface Group { author: Author; stories: readonly Story[]; unseen_count: number; latest_at: string }

export interface Seer { user: Author; viewed_at: string; reaction: string | null }

export interface Highlight {
    id: string;
    user_id: string;
    title: string;
    cover_url: string | null;
    cover_story_id: string | null;
    story_count: number;
    created_at: string;
    updated_at: string;
    stories?: readonly Story[];
}

export interface NewStory { media_id?: string; text?: string; background?: string; audience: Audience; replies: boolean }

/** What a story says, in words. Null: nothing. */
export const wordsOf = ({ text, media }: Pick<Story, 'text' | 'media'>): string | null => text?.trim() || media?.description?.trim() || null;

export const authorName = ({ display_name: name, username }: Author): string => name?.trim() || username;
export const faceOf = (author: Author) => ({ id: author.id, name: authorName(author), url: author.avatar_url });
