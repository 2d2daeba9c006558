import { Pin, Repeat2 } from 'lucide-react';
import { isolated, nameOf } from '../../data/names';
import { useText } from '../../data/text';
import { Icon, Link } from '../../design';
import type { PostAuthorFragment } from '../../generated/features/posts/PostCard';
import styles from './PostCard.module.css';

/** Why the post stands here, where that is not because its author wrote it. */
export function PostReason({ booster, pinned }: { booster: PostAuthorFragment | null; pinned: boolean }) {
    const t = useText();

    if (booster)
        return (
            <p className={styles.reason}>
                <Icon of={Repeat2} size={16} />
                <Link kind="quiet" to={`/@${booster.username}`}>{t('posts.boostedBy', { name: isolated(nameOf(booster)) })}</Link>
            </p>
        );
    return pinned && <p className={styles.reason}><Icon of={Pin} size={16} />{t('posts.pinned')}</p>;
}
