import { Check } from 'lucide-react';
import { useText, useWords } from '../../../data/text';
import { Icon, VisuallyHidden } from '../../../design';
import type { PostPollFragment } from '../../../generated/features/posts/poll/PostPoll';
import { sharesOf } from './votes';
import styles from './PostPoll.module.css';

/** What came out, as far as the reader may know; one's own votes are marked. */
export function PollResults({ poll }: { poll: PostPollFragment }) {
    const t = useText();
    const { language } = useWords();
    const shares = sharesOf(poll), most = Math.max(...shares.map(share => share ?? 0));
    const percent = new Intl.NumberFormat(language, { style: 'percent' });

    return (
        <ul className={styles.options} aria-label={t('posts.poll')}>
            {poll.options.map(({ text }, n) => {
                const share = shares[n] ?? null;
                return (
                    <li key={n} className={styles.result} data-leads={share !== null && share > 0 && share === most || undefined}>
                        {share !== null && <span className={styles.bar} style={{ inlineSize: `${share * 100}%` }} />}
                        <bdi className={styles.option}>{text}</bdi>
                        {poll.ownVotes.includes(n) && <><Icon of={Check} size={16} /><VisuallyHidden>{t('posts.ownVote')}</VisuallyHidden></>}
                        {share !== null && <span className={styles.share}>{percent.format(share)}</span>}
                    </li>
                );
            })}
        </ul>
    );
}
