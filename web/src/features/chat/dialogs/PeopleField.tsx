import { X } from 'lucide-react';
import { Avatar, ComboBox, Icon } from '../../../design';
import { useText } from '../../../data/text';
import { nameOf, type Person } from '../model/types';
import { useFoundPeople } from './useFoundPeople';
import s from './Dialogs.module.css';

interface Props {
    label: string;
    chosen: readonly Person[];
    setChosen: (people: readonly Person[]) => void;
    typed: string;
    setTyped: (typed: string) => void;
    error?: string;
    viewerId: string;
}

/** Whom something is for: one or several. */
export function PeopleField({ label, chosen, setChosen, typed, setTyped, error, viewerId }: Props) {
    const t = useText(), found = useFoundPeople(typed);
    const offered = found.filter(one => one.id !== viewerId && !chosen.some(({ id }) => id === one.id));
    const choose = (id: string) => {
        const person = found.find(one => one.id === id);
        if (person)
            setChosen([...chosen, person]);
        setTyped('');
    };

    return (
        <div className={s.people}>
            <ComboBox label={label} value={typed} onChange={setTyped} onSelect={choose} autoFocus error={error}
                placeholder={t('chat.name_or_username')} nothing={t('chat.nobody_found')}
                items={offered.map(one => ({
                    id: one.id, label: nameOf(one), hint: `@${one.username}`,
                    picture: <Avatar of={{ id: one.id, name: nameOf(one), url: one.avatar_url }} size={32} />,
                }))} />
            {chosen.length > 0 && (
                <ul className={s.chips} aria-label={t('chat.chosen_people')}>
                    {chosen.map(one => (
                        <li key={one.id}>
                            <button type="button" className={s.chip} aria-label={t('chat.take_out', { name: nameOf(one) })}
                                onClick={() => setChosen(chosen.filter(({ id }) => id !== one.id))}>
                                <Avatar of={{ id: one.id, name: nameOf(one), url: one.avatar_url }}
                                    size={20} /><bdi>{nameOf(one)}</bdi><Icon of={X} size={14} />
                            </button>
                        </li>
                    ))}
                </ul>
            )}
        </div>
    );
}
