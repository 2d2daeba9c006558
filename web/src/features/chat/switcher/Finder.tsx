import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { cx } from '../../../design';
import { useText } from '../../../data/text';
import type { Item } from './items';
import s from './Switcher.module.css';

interface Props {
    label: string;
    placeholder: string;
    typed: string;
    setTyped: (typed: string) => void;
    items: readonly Item[];
    onChoose: (item: Item) => void;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** One of many by its name: arrows choose, Enter takes. */
export function Finder({ label, placeholder, typed, setTyped, items, onChoose }: Props) {
    const t = useText(), id = useId(), [at, setAt] = useState(0), chosen = Math.min(at, items.length - 1);
    const pressed = (event: KeyboardEvent) => {
        const step = STEPS[event.key];
        if (event.nativeEvent.isComposing || !step && event.key !== 'Enter')
            return;
        event.preventDefault();
        if (step && items.length)
            setAt((chosen + step + items.length) % items.length);
        else if (!step && items[chosen])
            onChoose(items[chosen]);
    };

    useEffect(() => void document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: 'nearest' }), [id, chosen]);
    return (
        <>
            <input className={s.field} role="combobox" aria-label={label} placeholder={placeholder} aria-expanded="true"
                aria-autocomplete="list" aria-controls={`${id}-list`} aria-activedescendant={items.length ? `${id}-${chosen}` : undefined}
                autoFocus autoComplete="off" dir="auto" value={typed}
                onChange={event => { setTyped(event.target.value); setAt(0); }} onKeyDown={pressed} />
            <div role="listbox" id={`${id}-list`} aria-label={label} className={s.list}>
                {items.map((item, n) => (
                    <div key={item.id} id={`${id}-${n}`} role="option" aria-selected={n === chosen}
                        className={cx(s.item, n > 0 && items[n - 1]!.group !== item.group && s.first)}
                        onPointerMove={() => setAt(n)} onClick={() => onChoose(item)}>
                        <span className={s.picture}>{item.picture}</span>
                        <bdi className={s.label}>{item.label}</bdi>
                        {item.hint && <bdi className={s.hint}>{item.hint}</bdi>}
                    </div>
                ))}
            </div>
            {!items.length && <p className={s.nothing}>{t('chat.nothing_found', { words: typed })}</p>}
        </>
    );
}
