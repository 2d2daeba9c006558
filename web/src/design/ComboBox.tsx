import { lazy, Suspense, type ReactNode } from 'react';
import type { FieldProps } from './Field';
import { TextField } from './TextField';

export interface ComboItem {
    id: string;
    /** What is put into the field, and what screen readers say. */
    label: string;
    hint?: string;
    /** Before the words: an avatar. */
    picture?: ReactNode;
}

export interface ComboBoxProps extends FieldProps {
    /** What was typed. */
    value: string;
    onChange: (typed: string) => void;
    /** What suits it: filtered by the caller, which may ask the server. */
    items: readonly ComboItem[];
    onSelect: (id: string) => void;
    placeholder?: string;
    autoFocus?: boolean;
    /** What is said when nothing suits. */
    nothing: string;
}

const ComboBoxField = lazy(() => import('./overlay/ComboBoxField'));

/** A field that offers what suits what one types. */
export function ComboBox(props: ComboBoxProps) {
    const { label, hideLabel, hint, error, value, onChange, placeholder } = props;

    return (
        <Suspense fallback={<TextField {...{ label, hideLabel, hint, error, value, onChange, placeholder }} />}>
            <ComboBoxField {...props} />
        </Suspense>
    );
}
