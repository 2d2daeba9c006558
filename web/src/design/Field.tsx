import { useId, type ReactNode } from 'react';
import { cx } from './cx';
import s from './Field.module.css';

export interface FieldProps {
    label: string;
    /** The label is there for screen readers only. */
    hideLabel?: boolean;
    /** Beneath the field: what is wanted, or why. */
    hint?: ReactNode;
    /** What is wrong with what stands in it. */
    error?: ReactNode;
    /** Beneath, after the hint: a counter, a measure of strength. */
    below?: ReactNode;
}

export interface Wired {
    id: string;
    'aria-invalid': true | undefined;
    'aria-describedby': string | undefined;
    className: string | undefined;
}

interface Props extends FieldProps {
    children: (wired: Wired) => ReactNode;
}

/** A label above, a field, and what is to say about it beneath: the reason of a mistake describes the field. */
export function Field({ label, hideLabel, hint, error, below, children }: Props) {
    const id = useId();
    const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;

    return (
        <div className={s.field}>
            <label htmlFor={id} className={cx(s.label, hideLabel && s.unseen)}>{label}</label>
            {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': described, className: s.input })}
            {error && <p id={`${id}-error`} className={s.error}>{error}</p>}
            {hint && <p id={`${id}-hint`} className={s.hint}>{hint}</p>}
            {below}
        </div>
    );
}
