import type { ComponentProps } from 'react';
import s from './VisuallyHidden.module.css';

/** For screen readers only. */
export function VisuallyHidden(props: ComponentProps<'span'>) {
    return <span {...props} className={s.hidden} />;
}
