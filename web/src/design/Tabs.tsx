import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useWords } from '../data/text';
import { cx } from './cx';
import s from './Tabs.module.css';

export interface Tab {
    id: string;
    label: string;
    /** Shown small beside the label. */
    count?: string;
}

interface Props {
    label: string;
    tabs: readonly Tab[];
    selected: string;
    onSelect: (id: string) => void;
    /** Stays at the top of the window while one scrolls. */
    sticky?: boolean;
    /** What belongs to the tab that is selected. */
    children?: ReactNode;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

/** Views of one place. Arrows move and select; the panel beneath is named by its tab. */
export function Tabs({ label, tabs, selected, onSelect, sticky, children }: Props) {
    const id = useId();
    const list = useRef<HTMLDivElement>(null);
    const { direction } = useWords();

    const pressed = (event: KeyboardEvent) => {
        const step = STEPS[event.key];

        if (step === undefined || event.altKey || event.ctrlKey || event.metaKey)
            return;
        const now = tabs.findIndex(tab => tab.id === selected);
        const turned = direction === 'rtl' && Number.isFinite(step) ? -step : step;
        const next = Number.isFinite(step) ? (now + turned + tabs.length) % tabs.length : step < 0 ? 0 : tabs.length - 1;

        event.preventDefault();
        onSelect(tabs[next]!.id);
        list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
    };

    return (
        <>
            <div ref={list} role="tablist" aria-label={label} className={cx(s.list, sticky && s.sticky)} onKeyDown={pressed}>
                {tabs.map(tab => (
                    <button key={tab.id} type="button" role="tab" id={`${id}-${tab.id}`} aria-selected={tab.id === selected} className={s.tab}
                        aria-controls={children !== undefined && tab.id === selected ? `${id}-panel` : undefined} tabIndex={tab.id === selected ? 0 : -1}
                        onClick={() => onSelect(tab.id)}>
                        <span className={s.words}><bdi className={s.label}>{tab.label}</bdi>{tab.count && <span className={s.count}>{tab.count}</span>}</span>
                    </button>
                ))}
            </div>
            {children !== undefined && <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`}>{children}</div>}
        </>
    );
}
