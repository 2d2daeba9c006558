import { useId, useRef, type ComponentProps, type KeyboardEvent } from 'react';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { cx } from '../../../design';
import { lengthOf, MOST } from '../model/composed';
import { optionId, Suggestions } from './Suggestions';
import { useCompletion } from './useCompletion';
import s from './WritingField.module.css';

interface Props extends Pick<ComponentProps<'textarea'>, 'id' | 'autoFocus' | 'lang' | 'onFocus'> {
    /** Its name, which stands in it while it is empty. */
    label: string;
    value: string;
    onChange: (text: string) => void;
    /** Ctrl+Enter. */
    onSend?: () => void;
    /** Of a post: larger, without an edge. */
    plain?: boolean;
    /** Why it cannot be sent. */
    error?: string;
}

const TELLS_FROM = 200;

function Counter({ text }: { text: string }) {
    const t = useText();
    const format = useFormat();
    const left = text.length < MOST - TELLS_FROM ? MOST : MOST - lengthOf(text.trim());

    if (left > TELLS_FROM)
        return null;
    return (
        <p className={cx(s.counter, left < 0 && s.over)}>
            <span aria-hidden="true">{format.number(left)}</span>
            <span className={s.unseen}>{left < 0 ? t('compose.too_many', { count: -left }) : t('compose.left', { count: left })}</span>
        </p>
    );
}

/** Where one writes words for others: it grows with them, and completes people, tags and emoji. */
export function WritingField({ label, value, onChange, onSend, plain, error, ...rest }: Props) {
    const t = useText();
    const box = useRef<HTMLTextAreaElement>(null);
    const list = useId(), why = useId();
    const completion = useCompletion(box, onChange);
    const { isOpen, items, at } = completion;

    const pressed = (event: KeyboardEvent) => {
        if (completion.pressed(event) || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing)
            return;
        event.preventDefault();
        event.stopPropagation();
        onSend?.();
    };

    return (
        <div className={s.field}>
            <textarea {...rest} ref={box} className={cx(s.text, plain && s.plain)} aria-label={label} placeholder={label} value={value}
                dir={value ? 'auto' : undefined} aria-autocomplete="list" aria-controls={isOpen ? list : undefined}
                aria-activedescendant={isOpen ? optionId(list, at) : undefined} aria-invalid={error ? true : undefined} aria-describedby={error ? why : undefined}
                onChange={event => { onChange(event.target.value); completion.typed(); }} onSelect={completion.moved}
                onBlur={completion.close} onKeyDown={pressed} />
            {isOpen && <Suggestions id={list} label={t('compose.suggestions')} items={items} at={at} onTake={completion.take} />}
            {error && <p id={why} className={s.error}>{error}</p>}
            <Counter text={value} />
        </div>
    );
}
