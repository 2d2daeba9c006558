import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Button } from '../../../design';
import { useFollow } from './follow';
import { nameOf, type Named } from './names';
import { toSignIn, useStanding } from './standing';

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
    const size = inRow ? 'small' : 'normal';
    const named = (...words: string[]) => [...words, ...inRow ? [nameOf(person)] : []].join(', ');

    if (viewer?.id === person.id || blocking)
        return null;
    if (requested)
        return <Button size={size} aria-label={named(t('people.cancelRequest'), t('people.requested'))} onPress={() => unfollow(true)}>{t('people.requested')}</Button>;
    if (following)
        return <Button size={size} aria-label={named(t('people.unfollow'), t('people.following'))} onPress={() => unfollow(false)}>{t('people.following')}</Button>;
    return <Button kind="primary" size={size} aria-label={named(t('people.follow'))} onPress={viewer ? follow : toSignIn}>{t('people.follow')}</Button>;
}
