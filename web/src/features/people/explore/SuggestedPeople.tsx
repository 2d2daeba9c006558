import { UserRoundSearch } from 'lucide-react';
import { useText } from '../../../data/text';
import { Empty, Loading, SkeletonRow } from '../../../design';
import { FollowButton } from '../person/FollowButton';
import { PersonRow } from '../person/PersonRow';
import { useSuggestions } from './suggestions';
import s from './Explore.module.css';

/** All people to follow, before somebody types a name. */
export function SuggestedPeople() {
    const t = useText();
    const people = useSuggestions();

    if (!people)
        return <Loading><div className={s.padded}><SkeletonRow lines={1} /></div></Loading>;
    if (!people.length)
        return <Empty icon={UserRoundSearch} title={t('people.findPeople')} words={t('people.findPeopleWords')} />;
    return (
        <>
            <h2 className={s.title}>{t('people.suggested')}</h2>
            <ul className={s.list} aria-label={t('people.people')}>
                {people.map(one => <PersonRow key={one.id} person={one}><FollowButton person={one} inRow /></PersonRow>)}
            </ul>
        </>
    );
}
