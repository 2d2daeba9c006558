import type { KeyboardEvent, ReactNode } from 'react';

interface Props {
    label: string;
    /** More is on its way. */
    busy?: boolean;
    children: ReactNode;
}

const STEPS: Record<string, number> = { PageDown: 1, PageUp: -1 };

/** Page Down and Page Up go from article to article while the focus is within. */
function step(event: KeyboardEvent<HTMLElement>) {
    const by = STEPS[event.key];
    const here = (event.target as Element).closest('article');

    if (!by || !here || (event.target as Element).matches('input, textarea, select'))
        return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('article[aria-posinset]')];
    const next = all[all.indexOf(here) + by];

    if (next) {
        event.preventDefault();
        next.focus();
    }
}

/** A list of articles that grows as one reads. */
export function Feed({ label, busy, children }: Props) {
    return <div role="feed" aria-label={label} aria-busy={busy || undefined} onKeyDown={step}>{children}</div>;
}
