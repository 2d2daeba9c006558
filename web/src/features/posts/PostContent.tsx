import { useId } from 'react';
import { TriangleAlert } from 'lucide-react';
import { fetchDetails } from '../../data/details';
import { mediumSaid } from '../../data/media/medium';
import { useText } from '../../data/text';
import { Button, Icon } from '../../design';
import type { PostBodyFragment } from '../../generated/features/posts/PostCard';
import { MediaPart } from '../media/public';
import { PostPoll } from './poll/PostPoll';
import { QuotedPost } from './QuotedPost';
import { pathOf, type Shape } from './shape';
import { useOpened } from './store';
import { FoldedText } from './text/FoldedText';
import { PostText } from './text/PostText';
import styles from './PostContent.module.css';

interface Props {
    post: PostBodyFragment;
    quoted: Shape['quoted'];
    full: boolean;
}

function Said({ post, quoted, full }: Props) {
    return (
        <>
            {post.content && (full ? <PostText {...post} /> : <FoldedText {...post} />)}
            {post.media.length > 0 && (
                <MediaPart media={post.media.map(mediumSaid)} sensitive={post.sensitive && !post.contentWarning} to={full ? undefined : pathOf(post)}
                    onStale={() => void fetchDetails('Post', post.id)} />
            )}
            {post.poll && <PostPoll postId={post.id} poll={post.poll} />}
            {quoted && <QuotedPost quoted={quoted} />}
        </>
    );
}

/** What it says. With a warning all of it is folded until the reader opens it. */
export function PostContent(props: Props) {
    const { id, contentWarning } = props.post;
    const [open, setOpen] = useOpened(`warning:${id}`);
    const inside = useId();
    const t = useText();

    if (!contentWarning)
        return <Said {...props} />;
    return (
        <>
            <div className={styles.warning}>
                <Icon of={TriangleAlert} size={18} />
                <p className={styles.words} dir="auto">{contentWarning}</p>
                <Button size="small" aria-expanded={open} aria-controls={open ? inside : undefined} onPress={() => setOpen(!open)}>
                    {t(open ? 'posts.hide' : 'posts.show')}
                </Button>
            </div>
            {open && <div id={inside} className={styles.inside}><Said {...props} /></div>}
        </>
    );
}
