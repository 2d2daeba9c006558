import { Avatar, cx } from '../../../design';
import type { Suggestion } from './suggestions';
import s from './WritingField.module.css';

interface Props {
    id: string;
    label: string;
    items: readonly Suggestion[];
    /** The one that Enter takes. */
    at: number;
    onTake: (item: Suggestion) => void;
    /** Over the field instead of beneath it. */
    above?: boolean;
}

export const optionId = (list: string, n: number): string => `${list}-${n}`;

/** Beneath the field; the focus stays in it. */
export function Suggestions({ id, label, items, at, onTake, above }: Props) {
    return (
        <ul id={id} role="listbox" aria-label={label} className={cx(s.list, above && s.above)}>
            {items.map((item, n) => (
                <li key={item.id} id={optionId(id, n)} role="option" aria-selected={n === at} className={cx(s.option, n === at && s.chosen)}
                    onPointerDown={event => { event.preventDefault(); onTake(item); }}>
                    {item.emoji && <span aria-hidden="true" className={s.emoji}>{item.emoji}</span>}
                    {item.person && <Avatar of={item.person} size={24} />}
                    <bdi className={s.name}>{item.label}</bdi>
                    {item.hint && <bdi className={s.hint}>{item.hint}</bdi>}
                </li>
            ))}
        </ul>
    );
}
