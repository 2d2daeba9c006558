import { cloneElement, type ReactElement } from 'react';

interface Props {
    words: string;
    children: ReactElement<{ 'data-tip'?: string }>;
}

/** Words that show on hover and on focus. One layer shows them all (Tips.tsx), so that a feed of a hundred buttons costs nothing. */
export function Tooltip({ words, children }: Props) {
    return cloneElement(children, { 'data-tip': words });
}
