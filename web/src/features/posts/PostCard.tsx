import { memo } from 'react';
import { isolated, nameOf } from '../../data/names';
import { useText } from '../../data/text';
import { cx } from '../../design';
import type { PostCardFragment } from '../../generated/features/posts/PostCard';
import { useLiveCounts } from './feed/liveCounts';
import { PostActions } from './actions/PostActions';
import { PostContent } from './PostContent';
import { PostFacts, PostHeader } from './PostHeader';
import { PostReason } from './PostReason';
import { openedByCard } from './open';
import { beginningOf, pathOf, shapeOf } from './shape';
import styles from './PostCard.module.css';

export interface PostCardProps {
    post: PostCardFragment;
    /** On its own page: in full, with its exact time; it opens nothing. */
    full?: boolean;
    /** On its author's profile, where pinned ones say so. */
    profile?: boolean;
    /** Where it stands in its feed, from 1, and how many there are (-1: not known yet). */
    position?: number;
    size?: number;
}

/** A post, or a boost of one. The whole card opens its page; links, buttons and selected text do what they do elsewhere. */
export const PostCard = memo(function PostCard({ post, full = false, profile = false, position, size }: PostCardProps) {
    const t = useText();
    const { shown, booster, quoted } = shapeOf(post);
    useLiveCounts(full ? null : shown.id);
    const label = t('posts.by', { name: isolated(nameOf(shown.author)), text: isolated(beginningOf(shown.contentWarning ?? (shown.content || shown.media[0]?.description || ''))) });
    const opens = full ? {} : openedByCard(pathOf(shown));

    return (
        <article className={cx(styles.card, full ? styles.full : styles.opens)} aria-label={label} aria-posinset={position} aria-setsize={size}
            tabIndex={full ? undefined : 0} data-id={post.id} {...opens}>
            <PostReason booster={booster} pinned={profile && shown.pinned} />
            <PostHeader post={shown} full={full} />
            <div className={styles.body}>
                <PostContent post={shown} quoted={quoted} full={full} />
                {full && <PostFacts post={shown} full />}
                <PostActions post={shown} />
            </div>
        </article>
    );
});
