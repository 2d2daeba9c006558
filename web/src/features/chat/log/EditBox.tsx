import { useRef, useState, type KeyboardEvent } from 'react';
import { Button, toast } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import type { Message } from '../model/types';
import { useRoom } from '../room/room';
import { edit } from '../store/deeds';
import s from './EditBox.module.css';

/** In the place of the words: Enter saves, Escape leaves them as they were. */
export function EditBox({ message }: { message: Message }) {
    const { realtime, setEditing } = useRoom(), t = useText(), problemText = useProblemText();
    const [text, setText] = useState(message.content ?? ''), box = useRef<HTMLTextAreaElement>(null);
    const done = () => {
        setEditing(null);
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-message="${message.id}"]`)?.focus());
    };
    const save = async () => {
        const content = text.trim();
        if (!content)
            return box.current?.focus();
        done();
        const problem = content === message.content ? null : await edit(realtime, message, content);
        if (problem)
            toast(problemText(problem), { failed: true });
    };
    const pressed = (event: KeyboardEvent) => {
        event.stopPropagation();
        if (event.key === 'Escape')
            done();
        if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void save();
        }
    };

    return (
        <form className={s.edit} onSubmit={event => { event.preventDefault(); void save(); }}>
            <textarea ref={box} className={s.text} aria-label={t('chat.edit_message')} value={text} dir="auto" autoFocus
                onFocus={event => event.currentTarget.setSelectionRange(text.length, text.length)}
                onChange={event => setText(event.target.value)} onKeyDown={pressed} />
            <div className={s.buttons}>
                <Button size="small" kind="primary" type="submit">{t('chat.save')}</Button>
                <Button size="small" kind="plain" onPress={done}>{t('chat.cancel')}</Button>
            </div>
        </form>
    );
}
