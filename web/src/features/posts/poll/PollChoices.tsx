import { useText } from '../../../data/text';
import type { PostPollFragment } from '../../../generated/features/posts/poll/PostPoll';
import styles from './PostPoll.module.css';

interface Props {
    postId: string;
    poll: PostPollFragment;
    choices: readonly number[];
    onChoose: (n: number) => void;
}

/** What one may vote for. */
export function PollChoices({ postId, poll: { options, multiple }, choices, onChoose }: Props) {
    const t = useText();

    return (
        <div role={multiple ? 'group' : 'radiogroup'} aria-label={t('posts.poll')} className={styles.options}>
            {options.map(({ text }, n) => (
                <label key={n} className={styles.choice}>
                    <input type={multiple ? 'checkbox' : 'radio'} name={`poll-${postId}`} checked={choices.includes(n)} onChange={() => onChoose(n)} />
                    <bdi>{text}</bdi>
                </label>
            ))}
        </div>
    );
}
