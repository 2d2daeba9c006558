import type { ReactNode } from 'react';
import { Icon, type IconShape } from './Icon';
import s from './Empty.module.css';

interface Props {
    /** Left out where the page's heading says it. */
    title?: string;
    /** What would be here. */
    words?: ReactNode;
    /** The next step. */
    action?: ReactNode;
    icon?: IconShape;
}

/** A place where nothing is yet. */
export function Empty({ title, words, action, icon }: Props) {
    return (
        <div className={s.empty}>
            {icon && <span className={s.picture}><Icon of={icon} size={28} /></span>}
            {title && <h2 className={s.title}>{title}</h2>}
            {words && <p className={s.words}>{words}</p>}
            {action && <div className={s.action}>{action}</div>}
        </div>
    );
}
