import { useId, type ReactNode } from 'react';
import s from './Parts.module.css';

/** Things that belong together, under a heading. */
export function Group({ title, words, children }: { title?: string; words?: ReactNode; children?: ReactNode }) {
    const id = useId();

    return (
        <section className={s.group} aria-labelledby={title && id}>
            {title && <h2 id={id} className={s.title}>{title}</h2>}
            {words && <p className={s.words}>{words}</p>}
            {children}
        </section>
    );
}
