import type { ReactNode } from 'react';
import { nameOf } from '../../../data/names';
import { useText } from '../../../data/text';
import { Avatar, Link } from '../../../design';
import { faceOf, pathOf, type Named } from './names';
import { useStanding } from './standing';
import s from '../People.module.css';

interface Props {
    person: Named & { bio?: string | null };
    /** Why they stand here, instead of their bio. */
    reason?: string;
    /** In the second column: without the bio. */
    brief?: boolean;
    /** At the end: what one can do. */
    children?: ReactNode;
}

/** A person in a list. */
export function PersonRow({ person, reason, brief, children }: Props) {
    const t = useText();
    const { followedBy } = useStanding(person.id);
    const to = pathOf(person);

    return (
        <li className={brief ? s.briefRow : s.row}>
            <a href={to} tabIndex={-1} aria-hidden="true" className={s.face}><Avatar of={faceOf(person)} size={brief ? 40 : 48} /></a>
            <div className={s.words}>
                <Link kind="quiet" to={to} className={s.name}><bdi>{nameOf(person)}</bdi></Link>
                <p className={s.facts}>
                    <bdi className={s.username}>@{person.username}</bdi>
                    {followedBy && !brief && <span className={s.mark}>{t('people.followsYou')}</span>}
                </p>
                {reason && <p className={s.facts}>{reason}</p>}
            </div>
            {children && <div className={s.deeds}>{children}</div>}
            {!brief && person.bio && <p className={s.bio} dir="auto">{person.bio}</p>}
        </li>
    );
}
