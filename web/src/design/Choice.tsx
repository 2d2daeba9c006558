import { useId, type ComponentProps, type ReactNode } from 'react';
import { cx } from './cx';
import s from './Choice.module.css';

interface Own {
    label: ReactNode;
    hint?: ReactNode;
}

export interface CheckProps extends Own, Omit<ComponentProps<'input'>, 'onChange' | 'checked' | 'type' | 'className' | 'id'> {
    checked: boolean;
    onChange: (checked: boolean) => void;
}

function Row({ label, hint, id, className, children }: Own & { id: string; className?: string; children: ReactNode }) {
    return (
        <div className={cx(s.row, className)}>
            {children}
            <div className={s.words}>
                <label htmlFor={id} className={s.label}>{label}</label>
                {hint && <p id={`${id}-hint`} className={s.hint}>{hint}</p>}
            </div>
        </div>
    );
}

/** Yes or no, once a form is sent. */
export function Checkbox({ label, hint, onChange, ...rest }: CheckProps) {
    const id = useId();

    return (
        <Row {...{ label, hint, id }}>
            <input {...rest} id={id} type="checkbox" className={s.box} aria-describedby={hint ? `${id}-hint` : undefined}
                onChange={event => onChange(event.target.checked)} />
        </Row>
    );
}

/** On or off, at once. */
export function Switch({ label, hint, onChange, ...rest }: CheckProps) {
    const id = useId();

    return (
        <Row {...{ label, hint, id }} className={s.last}>
            <input {...rest} id={id} type="checkbox" role="switch" className={s.switch} aria-describedby={hint ? `${id}-hint` : undefined}
                onChange={event => onChange(event.target.checked)} />
        </Row>
    );
}

export interface RadioItem<Id extends string> {
    id: Id;
    label: ReactNode;
    hint?: ReactNode;
    disabled?: boolean;
}

export interface RadioGroupProps<Id extends string> {
    label: string;
    hideLabel?: boolean;
    items: readonly RadioItem<Id>[];
    value: Id | null;
    onChange: (id: Id) => void;
    /** Side by side, as the parts of one control. */
    joined?: boolean;
    disabled?: boolean;
}

/** One of a few that one sees all. */
export function RadioGroup<Id extends string>({ label, hideLabel, items, value, onChange, joined, disabled }: RadioGroupProps<Id>) {
    const id = useId();

    return (
        <div role="radiogroup" aria-labelledby={id} className={cx(s.group, joined && s.joined)}>
            <div id={id} className={cx(s.title, hideLabel && s.unseen)}>{label}</div>
            <div className={s.items}>
                {items.map(item => (
                    <Row key={item.id} label={item.label} hint={item.hint} id={`${id}-${item.id}`}>
                        <input type="radio" name={id} id={`${id}-${item.id}`} className={s.radio} checked={value === item.id}
                            disabled={disabled || item.disabled} aria-describedby={item.hint ? `${id}-${item.id}-hint` : undefined}
                            onChange={() => onChange(item.id)} />
                    </Row>
                ))}
            </div>
        </div>
    );
}
