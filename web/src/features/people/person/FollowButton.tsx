import { toSignIn } from '../../../app/signIn';
import { nameOf } from '../../../data/names';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Button } from '../../../design';
import { useFollow } from './follow';
import { type Named } from './names';
import { useStanding } from './standing';

interface Props {
    person: Named;
    /** In a list, where each button says whom it is about. */
    inRow?: boolean;
}

/** Follow, Requested or Following: pressed, it changes at once. */
export function FollowButton({ person, inRow }: Props) {
    const t = useText();
    const viewer = useViewer();
    const { following, requested, blocking } = useStanding(person.id);
    const { follow, unfollow } = useFollow(person);
    const state = requested
        ? { kind: 'quiet', does: t('people.cancelRequest'), shows: t('people.requested'), press: () => unfollow(true) } as const
        : following ? { kind: 'quiet', does: t('people.unfollow'), shows: t('people.following'), press: () => unfollow(false) } as const
            : { kind: 'primary', does: t('people.follow'), shows: t('people.follow'), press: viewer ? follow : () => toSignIn() } as const;
    const name = [...new Set([state.does, state.shows]), ...inRow ? [nameOf(person)] : []].join(', ');

    if (viewer?.id === person.id || blocking)
        return null;
    return <Button kind={state.kind} size={inRow ? 'small' : 'normal'} aria-label={name} onPress={state.press}>{state.shows}</Button>;
}
