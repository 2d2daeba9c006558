import { useText } from '../../../data/text';
import { BlockedPeople, MutedPeople } from '../../people/public';
import { Group } from '../parts/Group';
import { saySaved } from '../parts/saved';

/** Whom one does not want to see. */
export function Blocked() {
    const t = useText();

    return (
        <>
            <Group title={t('settings.blockedPeople')} words={t('settings.blockedWords')}><BlockedPeople onDone={saySaved} /></Group>
            <Group title={t('settings.mutedPeople')} words={t('settings.mutedWords')}><MutedPeople onDone={saySaved} /></Group>
        </>
    );
}
