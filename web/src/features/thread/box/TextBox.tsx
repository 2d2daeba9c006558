import type { FormEvent, KeyboardEvent } from 'react';
import { useText } from '../../../data/text';
import { Button } from '../../../design';
import { lengthOf, MOST, WritingField } from '../../compose/writing';
import s from './Box.module.css';

interface Props {
    id?: string;
    label: string;
    /** What its button says. */
    action: string;
    value: string;
    onChange: (text: string) => void;
    onSend: (content: string) => void;
    /** Left out where the box always stands. */
    onCancel?: () => void;
    busy?: boolean;
}

/** Where a comment or a reply is written. */
export function TextBox({ id, label, action, value, onChange, onSend, onCancel, busy }: Props) {
    const t = useText();
    const content = value.trim(), isLong = lengthOf(content) > MOST;
    const send = () => content && !isLong && !busy && onSend(content);
    const submit = (event: FormEvent) => {
        event.preventDefault();
        send();
    };
    const pressed = (event: KeyboardEvent) => {
        if (event.key === 'Escape' && onCancel && !event.defaultPrevented) {
            event.stopPropagation();
            onCancel();
        }
    };

    return (
        <form className={s.box} onSubmit={submit} onKeyDown={pressed}>
            <WritingField id={id} label={label} value={value} onChange={onChange} onSend={send} autoFocus={onCancel !== undefined}
                error={isLong ? t('compose.too_long') : undefined} />
            <div className={s.deeds}>
                {onCancel && <Button size="small" kind="plain" onPress={onCancel}>{t('thread.cancel')}</Button>}
                <Button size="small" kind="primary" type="submit" busy={busy} aria-disabled={!content || isLong}>{action}</Button>
            </div>
        </form>
    );
}
