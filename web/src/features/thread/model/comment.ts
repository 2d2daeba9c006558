/* A comment as the API answers it, and without what hangs below it. */
export interface Person {
    id: string;
    username: string;
    display_name: string | null;
    avatar_url: string | null;
}

interface Span { start: number; end: number }

export interface Said {
    id: string;
    parent_comment_id: string | null;
    depth: number;
    /** Null for a placeholder. */
    author: Person | null;
    content: string;
    mentions: readonly (Span & { username: string })[];
    tags: readonly (Span & { text: string })[];
    links: readonly (Span & { url: string })[];
    like_count: number;
    liked: boolean;
    reply_count: number;
    deleted: boolean;
    created_at: string;
    edited_at: string | null;
}

export interface Comment extends Said {
    replies: readonly Comment[];
    /** Where the replies go on that are not among these. */
    replies_next: string | null;
}

export type Sort = 'new' | 'old' | 'top';

export const SORTS: readonly Sort[] = ['new', 'old', 'top'];

export const nameOf = ({ display_name: name, username }: Person): string => name?.trim() || username;

/** Where a comment is found on its post's page. */
export const anchorOf = (id: string): string => `comment-${id}`;

/** Which comment the end of an address means. */
export const linkedBy = (hash: string): string | null => /^#comment-(\w+)$/.exec(hash)?.[1] ?? null;
