/* Made-up posts for tests. */
import type { PostAuthorFragment, PostCardFragment } from '../../generated/features/posts/PostCard';

export function aPerson(username: string): PostAuthorFragment {
    return { __typename: 'User', id: `of-${username}`, username, displayName: username.toUpperCase(), avatarUrl: null };
}

export function aPost(parts: Partial<PostCardFragment> = {}): PostCardFragment {
    return {
        __typename: 'Post', id: '1', author: aPerson('ada'), content: 'Hello', contentWarning: null, language: null, visibility: 'PUBLIC',
        createdAt: '2026-11-30T09:00:00Z', editedAt: null, likeCount: 0, boostCount: 0, saveCount: 0, commentCount: 0, quoteCount: 0,
        liked: false, saved: false, boosted: false, pinned: false, sensitive: false, media: [], mentions: [], tags: [], links: [], poll: null, boostOfId: null, boostOf: null,
        ...parts,
    };
}
