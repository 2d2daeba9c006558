/* What a poll shows, and how it stands after a vote before the server has said so. */
import type { PostPollFragment } from '../../../generated/features/posts/poll/PostPoll';

/** Of those who voted; null where the reader may not know yet. */
export function sharesOf({ options, voterCount }: PostPollFragment): readonly (number | null)[] {
    return options.map(({ voteCount }) => voteCount === null || voteCount === undefined ? null : voterCount ? voteCount / voterCount : 0);
}

export type PollState =
    /** One may vote. */
    | 'open'
    /** One has voted, or it is over: what came out, as far as it is shown. */
    | 'closed';

export const stateOf = ({ voted, ended, expiresAt }: PostPollFragment, now = Date.now()): PollState =>
    voted || ended || Date.parse(expiresAt) <= now ? 'closed' : 'open';

/** Numbers only where they are shown after one's vote: always, or to those who have voted. */
export function voted(poll: PostPollFragment, choices: readonly number[]): PostPollFragment {
    const known = poll.voterCount !== null && poll.voterCount !== undefined;

    return {
        ...poll, voted: true, ownVotes: [...choices], voterCount: known ? poll.voterCount! + 1 : poll.voterCount,
        options: poll.options.map((option, n) => ({
            ...option, voteCount: known && choices.includes(n) ? (option.voteCount ?? 0) + 1 : option.voteCount,
        })),
    };
}

/** One radio button, or any number of checkboxes. */
export function chosen(choices: readonly number[], n: number, multiple: boolean): readonly number[] {
    if (!multiple)
        return [n];
    return choices.includes(n) ? choices.filter(one => one !== n) : [...choices, n].sort((one, other) => one - other);
}
