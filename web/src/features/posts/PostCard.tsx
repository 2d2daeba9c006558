import type { PostCardFragment } from '../../generated/features/posts/PostCard';
import { PostText } from './text/PostText';

export interface PostCardProps {
    post: PostCardFragment;
    /** On its own page: in full, with its exact time; it opens nothing. */
    full?: boolean;
    /** Where it stands in its feed, from 1, and how many there are (-1: not known yet). */
    position?: number;
    size?: number;
}

export function PostCard({ post, position, size }: PostCardProps) {
    const shown = post.boostOf && !post.content ? post.boostOf : post;

    return <article aria-posinset={position} aria-setsize={size} tabIndex={-1}><PostText {...shown} /></article>;
}
