import { useText } from '../../../data/text';
import { FollowButton } from '../person/FollowButton';
import { PersonRow } from '../person/PersonRow';
import { Part } from './Part';
import { useSuggestions } from './suggestions';
import s from './Explore.module.css';

/** A few people to follow; nothing where there is nobody. */
export function Suggestions({ most = 3 }: { most?: number }) {
    const t = useText();
    const people = useSuggestions();

    return people && people.length > 0 && (
        <Part title={t('people.suggested')} all={people.length > most ? '/explore?tab=people' : undefined}>
            <ul className={s.list} aria-label={t('people.suggested')}>
                {people.slice(0, most).map(one => (
                    <PersonRow key={one.id} person={one} brief><FollowButton person={one} inRow /></PersonRow>
                ))}
            </ul>
        </Part>
    );
}
