import type { ComponentType } from 'react';
import { cx } from './cx';
import s from './Icon.module.css';

export type IconShape = ComponentType<{ size?: number | string; strokeWidth?: number | string; className?: string; 'aria-hidden'?: boolean | 'true' | 'false' }>;

interface Props {
    of: IconShape;
    size?: number;
    /** Arrows turn where one reads from the right. */
    turns?: boolean;
    /** Filled, as a like that was given. */
    filled?: boolean;
}

/** A picture beside words, or in a button that has a name: never read aloud itself. */
export function Icon({ of: Shape, size = 20, turns, filled }: Props) {
    return <Shape size={size} strokeWidth={1.75} aria-hidden="true" className={cx(s.icon, turns && s.turns, filled && s.filled)} />;
}
