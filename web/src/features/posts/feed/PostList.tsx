import type { ReactNode } from 'react';
import { PostCard } from '../PostCard';
import type { PostPages } from './pages';

export interface PostListProps extends PostPages {
    /** What it is kept by: coming back to the same place finds the scroll where it was. */
    place: string;
    /** What stands there when there is nothing. */
    empty: ReactNode;
    /** What the feed is called; left out: "Posts". */
    label?: string;
}

export function PostList({ posts, label = 'Posts', empty }: PostListProps) {
    if (!posts.length)
        return empty;
    return (
        <div role="feed" aria-label={label}>
            {posts.map((post, n) => <PostCard key={post.id} post={post} position={n + 1} size={posts.length} />)}
        </div>
    );
}
