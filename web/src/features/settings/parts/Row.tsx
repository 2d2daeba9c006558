import type { ReactNode } from 'react';
import s from './Parts.module.css';

interface Props {
    picture?: ReactNode;
    name: ReactNode;
    under?: ReactNode;
    /** Its buttons. */
    children?: ReactNode;
}

/** A line of a list: a person, a device, a key. */
export function Row({ picture, name, under, children }: Props) {
    return (
        <li className={s.row}>
            {picture}
            <span className={s.who}><span className={s.name}>{name}</span>{under && <span className={s.under}>{under}</span>}</span>
            {children && <span className={s.buttons}>{children}</span>}
        </li>
    );
}

/** Lines of a list, named for those who do not see its heading above it. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
    return <ul className={s.rows} aria-label={label}>{children}</ul>;
}
