import type { ComponentProps } from 'react';
import { ChevronDown } from 'lucide-react';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';
import { Icon } from './Icon';
import s from './Field.module.css';

export interface SelectItem<Id extends string> {
    id: Id;
    label: string;
    /** Said beneath the field while this one is chosen. */
    hint?: string;
}

export interface SelectProps<Id extends string> extends FieldProps, Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'className' | 'id'> {
    items: readonly SelectItem<Id>[];
    value: Id;
    onChange: (id: Id) => void;
}

/** One of a few: the platform's own list, which every phone and screen reader knows. */
export function Select<Id extends string>({ label, hideLabel, hint, error, below, items, value, onChange, ...rest }: SelectProps<Id>) {
    const chosen = items.find(item => item.id === value);

    return (
        <Field {...{ label, hideLabel, error, below }} hint={chosen?.hint ?? hint}>
            {wired => (
                <div className={s.wrap}>
                    <select {...rest} {...wired} value={value} onChange={event => onChange(event.target.value as Id)}>
                        {items.map(item => <option key={item.id} value={item.id}>{item.label}</option>)}
                    </select>
                    <span className={cx(s.inside, s.chevron)}><Icon of={ChevronDown} size={16} /></span>
                </div>
            )}
        </Field>
    );
}
