import { useWords } from '../data/text';
import s from './Badge.module.css';

const MOST = 99;

/** How many are unread, at most 99+. What it stands on says it in its name, so it is for the eye only. */
export function Badge({ count, quiet }: { count: number; quiet?: boolean }) {
    const { language } = useWords();
    const shown = new Intl.NumberFormat(language).format(Math.min(count, MOST)) + (count > MOST ? '+' : '');

    return count > 0 && <span aria-hidden="true" className={quiet ? s.quiet : s.badge}>{shown}</span>;
}
