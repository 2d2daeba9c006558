import { useState, type KeyboardEvent } from 'react';
import { useWords } from '../data/text';
import { COLUMNS, MORE, QUICK } from './emoji';
import s from './EmojiGrid.module.css';

const ALL = [...QUICK, ...MORE];
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS, Home: -Infinity, End: Infinity };

/** Where a key leads from the n-th: the same one where there is nothing that way. */
export function stepped(n: number, key: string, rtl: boolean): number {
    const step = STEPS[key] ?? 0, sideways = Math.abs(step) === 1, to = n + (rtl && sideways ? -step : step);

    if (!Number.isFinite(step))
        return step < 0 ? 0 : ALL.length - 1;
    return to >= 0 && to < ALL.length ? to : n;
}

/** Tab comes to one of them, arrows go from there. */
export default function EmojiGrid({ onChoose }: { onChoose: (emoji: string) => void }) {
    const { direction } = useWords(), [at, setAt] = useState(0);
    const pressed = (event: KeyboardEvent) => {
        if (!(event.key in STEPS) || event.ctrlKey || event.metaKey || event.altKey)
            return;
        const next = stepped(at, event.key, direction === 'rtl');
        event.preventDefault();
        setAt(next);
        event.currentTarget.querySelectorAll('button')[next]?.focus();
    };
    const choice = (emoji: string, n: number) =>
        <button key={emoji} type="button" className={s.choice} autoFocus={n === 0} tabIndex={n === at ? 0 : -1}
            onFocus={() => setAt(n)} onClick={() => onChoose(emoji)}>{emoji}</button>;

    return (
        <div className={s.choices} onKeyDown={pressed}>
            <div className={s.row}>{QUICK.map(choice)}</div>
            <div className={s.grid}>{MORE.map((emoji, n) => choice(emoji, n + QUICK.length))}</div>
        </div>
    );
}
