import { AtSign, LockKeyhole, MoonStar } from 'lucide-react';
import { nameOf } from '../../data/names';
import { useText } from '../../data/text';
import { Avatar, Icon, Link, Time, VisuallyHidden, type IconShape } from '../../design';
import type { PostBodyFragment } from '../../generated/features/posts/PostCard';
import { pathOf } from './shape';
import styles from './PostCard.module.css';

type Marked = Exclude<PostBodyFragment['visibility'], 'PUBLIC'>;

const MARKS: Record<Marked, readonly [IconShape, 'posts.unlisted' | 'posts.followers' | 'posts.private']> = {
    UNLISTED: [MoonStar, 'posts.unlisted'],
    FOLLOWERS: [LockKeyhole, 'posts.followers'],
    PRIVATE: [AtSign, 'posts.private'],
};

function VisibilityMark({ of }: { of: Marked }) {
    const t = useText();
    const [icon, words] = MARKS[of];

    return <span className={styles.mark} title={t(words)}><Icon of={icon} size={14} /><VisuallyHidden>{t(words)}</VisuallyHidden></span>;
}

interface Props {
    post: PostBodyFragment;
    full: boolean;
}

/** When, and for whom. */
export function PostFacts({ post, full }: Props) {
    const { visibility, createdAt, editedAt } = post;
    const t = useText();

    return (
        <div className={styles.when}>
            {visibility !== 'PUBLIC' && <VisibilityMark of={visibility} />}
            {editedAt && <span>{t('posts.edited')}</span>}
            {full ? <Time at={createdAt} full /> : <Link kind="quiet" to={pathOf(post)}><Time at={createdAt} /></Link>}
        </div>
    );
}

/** Who wrote it; in a feed also when. */
export function PostHeader({ post, full }: Props) {
    const { author } = post;
    const to = `/@${author.username}`, name = nameOf(author);

    return (
        <>
            <a href={to} tabIndex={-1} aria-hidden="true" className={styles.avatar}>
                <Avatar of={{ id: author.id, name, url: author.avatarUrl }} size={40} />
            </a>
            <header className={styles.header}>
                <div className={styles.names}>
                    <Link kind="quiet" to={to} className={styles.name}><bdi>{name}</bdi></Link>
                    <bdi className={styles.username}>@{author.username}</bdi>
                </div>
                {!full && <PostFacts post={post} full={false} />}
            </header>
        </>
    );
}
