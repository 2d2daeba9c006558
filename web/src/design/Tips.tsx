import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import s from './Tips.module.css';

interface Tip {
    at: HTMLElement;
    words: string;
}

const WAIT = 500;
const GAP = 6;
const EDGE = 8;

const tipOf = (target: EventTarget | null) => target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;

/** The one tooltip there is: it follows the pointer after a moment, the keyboard's focus at once, and goes with Escape. */
export function Tips() {
    const [tip, setTip] = useState<Tip | null>(null);
    const box = useRef<HTMLDivElement>(null);

    useEffect(() => {
        let waiting: ReturnType<typeof setTimeout> | undefined;
        const hide = () => { clearTimeout(waiting); setTip(null); };
        const show = (at: HTMLElement) => setTip({ at, words: at.dataset.tip ?? '' });
        const over = (event: PointerEvent) => {
            const at = tipOf(event.target);

            if (event.pointerType !== 'mouse' || (at && at === tipOf(event.relatedTarget)))
                return;
            hide();
            if (at)
                waiting = setTimeout(() => show(at), WAIT);
        };
        const focused = (event: FocusEvent) => {
            const at = tipOf(event.target);

            if (at?.matches(':focus-visible'))
                show(at);
        };
        const pressed = (event: KeyboardEvent) => event.key === 'Escape' && hide();
        const listeners = [['pointerover', over], ['focusin', focused], ['focusout', hide], ['pointerdown', hide], ['keydown', pressed], ['scroll', hide]] as const;

        listeners.forEach(([kind, fn]) => document.addEventListener(kind, fn as EventListener, true));
        return () => listeners.forEach(([kind, fn]) => document.removeEventListener(kind, fn as EventListener, true));
    }, []);

    useLayoutEffect(() => {
        if (!tip || !box.current)
            return;
        const at = tip.at.getBoundingClientRect(), own = box.current.getBoundingClientRect();
        const beside = tip.at.dataset.tipPlace === 'end';
        const fromEnd = getComputedStyle(document.documentElement).direction === 'rtl';
        const x = beside ? (fromEnd ? at.left - own.width - GAP : at.right + GAP) : at.left + at.width / 2 - own.width / 2;
        const above = at.top - own.height - GAP;
        const y = beside ? at.top + at.height / 2 - own.height / 2 : above < EDGE ? at.bottom + GAP : above;

        box.current.style.translate = `${Math.round(Math.min(Math.max(x, EDGE), innerWidth - own.width - EDGE))}px ${Math.round(y)}px`;
    }, [tip]);

    return tip && <div ref={box} role="tooltip" className={s.tip}>{tip.words}</div>;
}
