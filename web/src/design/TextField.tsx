import { useState, type ComponentProps } from 'react';
import { Eye, EyeOff, Search, X } from 'lucide-react';
import { useText } from '../data/text';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import s from './Field.module.css';

type Own = FieldProps & { value: string; onChange: (value: string) => void };

export interface TextFieldProps extends Own, Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'className' | 'id'> {}

/** One line of text. */
export function TextField({ label, hideLabel, hint, error, below, onChange, ...rest }: TextFieldProps) {
    return (
        <Field {...{ label, hideLabel, hint, error, below }}>
            {wired => <input dir="auto" {...rest} {...wired} onChange={event => onChange(event.target.value)} />}
        </Field>
    );
}

/** A password, which one may look at. */
export function PasswordField({ label, hideLabel, hint, error, below, onChange, ...rest }: Omit<TextFieldProps, 'type'>) {
    const [shown, setShown] = useState(false);
    const t = useText();

    return (
        <Field {...{ label, hideLabel, hint, error, below }}>
            {wired => (
                <div className={cx(s.wrap, s.hasInside)}>
                    <input spellCheck={false} autoCapitalize="none" dir="ltr" {...rest} {...wired} type={shown ? 'text' : 'password'}
                        onChange={event => onChange(event.target.value)} />
                    <div className={s.inside}>
                        <IconButton size="small" icon={shown ? EyeOff : Eye} label={t(shown ? 'design.hidePassword' : 'design.showPassword')}
                            onPress={() => setShown(!shown)} />
                    </div>
                </div>
            )}
        </Field>
    );
}

export interface SearchFieldProps extends Omit<TextFieldProps, 'type' | 'hint' | 'error' | 'below'> {
    /** Enter was pressed. */
    onSearch?: () => void;
}

/** What is searched as one types. Its label is not seen: the magnifying glass says it. Put it into a `<search>`. */
export function SearchField({ label, onChange, onSearch, onKeyDown, ...rest }: SearchFieldProps) {
    const t = useText();

    return (
        <Field label={label} hideLabel>
            {wired => (
                <div className={cx(s.wrap, rest.value !== '' && s.hasInside)}>
                    <span className={s.before}><Icon of={Search} size={18} /></span>
                    <input dir="auto" enterKeyHint="search" autoComplete="off" placeholder={label} {...rest} {...wired} type="search"
                        onChange={event => onChange(event.target.value)}
                        onKeyDown={event => {
                            onKeyDown?.(event);
                            if (event.key === 'Enter' && !event.nativeEvent.isComposing)
                                onSearch?.();
                        }} />
                    {rest.value !== '' && (
                        <div className={s.inside}><IconButton size="small" icon={X} label={t('design.clear')} onPress={() => onChange('')} /></div>
                    )}
                </div>
            )}
        </Field>
    );
}

export interface TextAreaProps extends Own, Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'className' | 'id'> {}

/** Lines of text; it grows with them. */
export function TextArea({ label, hideLabel, hint, error, below, onChange, ...rest }: TextAreaProps) {
    return (
        <Field {...{ label, hideLabel, hint, error, below }}>
            {wired => <textarea dir="auto" {...rest} {...wired} onChange={event => onChange(event.target.value)} />}
        </Field>
    );
}
