import { useId, type ReactNode } from 'react';
import { useText } from '../../../data/text';
import { Link } from '../../../design';
import s from './Explore.module.css';

interface Props {
    title: string;
    /** Where all of it is, if there is more. */
    all?: string;
    children: ReactNode;
}

/** Something to look into, beside others. */
export function Part({ title, all, children }: Props) {
    const id = useId();
    const t = useText();

    return (
        <section aria-labelledby={id} className={s.part}>
            <header className={s.partHead}>
                <h2 id={id} className={s.partTitle}>{title}</h2>
                {all && <Link to={all} aria-label={`${t('people.showAll')}, ${title}`} className={s.all}>{t('people.showAll')}</Link>}
            </header>
            {children}
        </section>
    );
}
