import { useEffect } from 'react';
import { cx } from '../../../design';
import { AddButton } from './AddButton';
import type { Place } from './accept';
import { useAdding } from './useAdding';
import s from './Add.module.css';

interface Props {
    place: Place;
    keys: readonly string[];
    onChange: (keys: readonly string[]) => void;
    /** Where files are pasted and dropped; the button's form, if left out. */
    within: React.RefObject<HTMLElement | null>;
    camera?: boolean;
}

type Listener = (event: Event) => void;

/** The button, and what one drops or pastes around it. */
export default function MediaTools({ place, keys, onChange, within, camera }: Props) {
    const { add, over, handlers } = useAdding({ place, keys, onChange });

    /* The place is another component's: its events are heard where they are. */
    useEffect(() => {
        const box = within.current;
        if (!box)
            return undefined;
        const heard: [string, Listener][] = [
            ['paste', event => handlers.onPaste(event as never)], ['dragover', event => handlers.onDragOver(event as never)],
            ['dragleave', event => handlers.onDragLeave(event as never)], ['drop', event => handlers.onDrop(event as never)],
        ];
        heard.forEach(([name, listener]) => box.addEventListener(name, listener));
        return () => heard.forEach(([name, listener]) => box.removeEventListener(name, listener));
    });
    useEffect(() => {
        const box = within.current, name = cx(s.over)!;
        box?.classList.toggle(name, over);
        return () => box?.classList.remove(name);
    }, [over, within]);
    return <AddButton place={place} has={keys.length} onFiles={add} camera={camera} />;
}
