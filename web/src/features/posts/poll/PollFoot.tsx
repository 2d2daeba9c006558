import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import type { PostPollFragment } from '../../../generated/features/posts/poll/PostPoll';
import styles from './PostPoll.module.css';

/** How many voted, and until when one may. */
export function PollFoot({ poll: { voterCount, expiresAt, ended, results, voted } }: { poll: PostPollFragment }) {
    const t = useText();
    const format = useFormat();
    const over = ended || Date.parse(expiresAt) <= Date.now();
    const hidden = voterCount === null || voterCount === undefined;
    const why = results === 'ENDED' ? 'posts.pollLater' : 'posts.pollVoted';

    return (
        <p className={styles.facts}>
            <span>{hidden ? !over && (voted ? t('posts.pollLater') : t(why)) : t('posts.voters', { count: voterCount })}</span>
            <span title={format.time(expiresAt, 'full')}>{over ? t('posts.pollEnded') : t('posts.pollEnds', { time: format.time(expiresAt, 'relative') })}</span>
        </p>
    );
}
