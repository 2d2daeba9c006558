import { useFormat } from '../data/format';
import s from './Badge.module.css';

/** How many are unread, at most 99+. What it stands on says it in its name, so it is for the eye only. */
export function Badge({ count, quiet }: { count: number; quiet?: boolean }) {
    const format = useFormat();

    return count > 0 && <span aria-hidden="true" className={quiet ? s.quiet : s.badge}>{format.badge(count)}</span>;
}
