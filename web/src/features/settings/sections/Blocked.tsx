import { useText } from '../../../data/text';
import { BlockedPeople, MutedPeople } from '../../people/public';
import { Group } from '../parts/Group';
import { saySaved } from '../parts/saved';
import s from '../parts/Parts.module.css';

/** Whom one does not want to see. */
export function Blocked() {
    const t = useText();

    return (
        <>
            <Group title={t('settings.blockedPeople')} words={t('settings.blockedWords')}><div className={s.wide}><BlockedPeople onDone={saySaved} /></div></Group>
            <Group title={t('settings.mutedPeople')} words={t('settings.mutedWords')}><div className={s.wide}><MutedPeople onDone={saySaved} /></div></Group>
        </>
    );
}
