import { useState } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { useFailure } from '../../../app/failure';
import { toSignIn } from '../../../app/signIn';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Button } from '../../../design';
import { PostVoteDocument, type PostPollFragment } from '../../../generated/features/posts/poll/PostPoll';
import { PollChoices } from './PollChoices';
import { PollFoot } from './PollFoot';
import { PollResults } from './PollResults';
import { chosen, stateOf, voted } from './votes';
import styles from './PostPoll.module.css';

interface Props {
    postId: string;
    poll: PostPollFragment;
}

function useVote(postId: string, poll: PostPollFragment) {
    const client = useApolloClient();
    const failed = useFailure();

    return (choices: readonly number[]) => void client.mutate({
        mutation: PostVoteDocument,
        variables: { postId, choices: [...choices] },
        optimisticResponse: {
            votePoll: { __typename: 'VotePollPayload', post: { __typename: 'Post', id: postId, poll: voted(poll, choices) } },
        },
    }).catch(failed);
}

export function PostPoll({ postId, poll }: Props) {
    const [choices, choose] = useState<readonly number[]>([]);
    const vote = useVote(postId, poll);
    const viewer = useViewer();
    const t = useText();
    const isOpen = stateOf(poll) === 'open';

    return (
        <div className={styles.poll}>
            {isOpen ? <PollChoices postId={postId} poll={poll} choices={choices} onChoose={n => choose(chosen(choices, n, poll.multiple))} />
                : <PollResults poll={poll} />}
            <div className={styles.foot}>
                {isOpen && (
                    <Button size="small" aria-disabled={!choices.length} onPress={() => viewer ? choices.length && vote(choices) : toSignIn(location.pathname)}>
                        {t('posts.vote')}
                    </Button>
                )}
                <PollFoot poll={poll} />
            </div>
        </div>
    );
}
