import { Bookmark, BookmarkCheck, Heart, MessageCircle, Share2 } from 'lucide-react';
import { toSignIn } from '../../../app/signIn';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Icon, IconButton, Tooltip } from '../../../design';
import type { PostBodyFragment } from '../../../generated/features/posts/PostCard';
import { pathOf } from '../shape';
import { BoostMenu } from './BoostMenu';
import { MoreMenu } from './MoreMenu';
import { useReact } from './reactions';
import { useShare } from './share';
import styles from './PostActions.module.css';

/** What one can do with a post. `data-key` is the key that does the same to the post that has the focus (feed/keys.ts). */
export function PostActions({ post }: { post: PostBodyFragment }) {
    const { likeCount, commentCount, liked, saved } = post;
    const t = useText();
    const format = useFormat();
    const viewer = useViewer();
    const react = useReact(post);
    const { share } = useShare(post);
    const comment = t('posts.comment', { count: commentCount });
    const orSignIn = (then: () => void) => viewer ? then : () => toSignIn(pathOf(post));

    return (
        <div className={styles.actions}>
            <Tooltip words={comment}>
                <a href={`${pathOf(post)}#write`} className={styles.comment} aria-label={comment} data-key="r">
                    <Icon of={MessageCircle} size={18} turns />
                    <span>{commentCount > 0 && format.count(commentCount)}</span>
                </a>
            </Tooltip>
            <BoostMenu post={post} react={react} />
            <IconButton size="small" icon={Heart} tone="like" on={liked} data-key="l" count={likeCount > 0 ? format.count(likeCount) : ''}
                label={t(liked ? 'posts.unlike' : 'posts.like', { count: likeCount })} onPress={orSignIn(() => react('LIKE', !liked))} />
            <IconButton size="small" icon={saved ? BookmarkCheck : Bookmark} on={saved} label={t(saved ? 'posts.unsave' : 'posts.save')}
                onPress={orSignIn(() => react('SAVE', !saved))} />
            <IconButton size="small" icon={Share2} label={t('posts.share')} onPress={share} />
            <MoreMenu post={post} />
        </div>
    );
}
