import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { cx, Dialog } from '../../../design';
import { useText } from '../../../data/text';
import s from './Switcher.module.css';
import { best, type Item } from './items';
import { useItems } from './useItems';

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** To anything by its name: arrows choose, Enter goes. */
export function Switcher({ onClose }: { onClose: () => void }) {
    const t = useText(), id = useId(), [, navigate] = useLocation(), [typed, setTyped] = useState(''), [at, setAt] = useState(0);
    const items = best(useItems(typed), typed), chosen = Math.min(at, items.length - 1);
    const go = (item: Item | undefined) => {
        if (!item)
            return;
        onClose();
        if (typeof item.go === 'string')
            navigate(item.go);
        else
            item.go();
    };
    const pressed = (event: KeyboardEvent) => {
        const step = STEPS[event.key];
        if (event.nativeEvent.isComposing || !step && event.key !== 'Enter')
            return;
        event.preventDefault();
        if (step && items.length)
            setAt((chosen + step + items.length) % items.length);
        else if (!step)
            go(items[chosen]);
    };

    useEffect(() => void document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: 'nearest' }), [id, chosen]);
    return (
        <Dialog title={t('chat.switch')} isOpen onClose={onClose}>
            <input className={s.field} role="combobox" aria-label={t('chat.switch_to')} placeholder={t('chat.switch_hint')}
                aria-expanded="true" aria-autocomplete="list"
                aria-controls={`${id}-list`} aria-activedescendant={items.length ? `${id}-${chosen}` : undefined} autoFocus
                    autoComplete="off" dir="auto"
                value={typed} onChange={event => { setTyped(event.target.value); setAt(0); }} onKeyDown={pressed} />
            <div role="listbox" id={`${id}-list`} aria-label={t('chat.switch_to')} className={s.list}>
                {items.map((item, n) => (
                    <div key={item.id} id={`${id}-${n}`} role="option" aria-selected={n === chosen}
                        className={cx(s.item, n > 0 && items[n - 1]!.group !== item.group && s.first)}
                        onPointerMove={() => setAt(n)} onClick={() => go(item)}>
                        <span className={s.picture}>{item.picture}</span>
                        <bdi className={s.label}>{item.label}</bdi>
                        {item.hint && <bdi className={s.hint}>{item.hint}</bdi>}
                    </div>
                ))}
            </div>
            {!items.length && <p className={s.nothing}>{t('chat.nothing_found', { words: typed })}</p>}
        </Dialog>
    );
}
