import { SquarePen } from 'lucide-react';
import { useLocation } from 'wouter';
import { useFormat } from '../data/format';
import { useText } from '../data/text';
import { useViewer } from '../data/viewer';
import { Badge, cx, Icon } from '../design';
import type { Entry } from './feature';
import { RAIL, useMedia } from './media';
import { IN_BAR, newPost, placeOf, useBadge, useEntries } from './navigation';
import s from './Navigation.module.css';

const isWithin = (path: string, place: string) => place === '/' ? path === '/' : path === place || path.startsWith(`${place}/`);

function Place({ entry, rest, tips }: { entry: Entry; rest: boolean; tips: boolean }) {
    const unread = useBadge(entry);
    const viewer = useViewer();
    const [path] = useLocation();
    const t = useText();
    const format = useFormat();
    const to = placeOf(entry, viewer), label = t(entry.label);
    const here = isWithin(path, to);

    return (
        <li className={cx(rest && s.rest)}>
            <a href={to} className={s.place} aria-current={path === to ? 'page' : here || undefined} data-tip={tips ? label : undefined} data-tip-place="end"
                aria-label={unread ? t('app.withUnread', { place: label, count: format.badge(unread) }) : undefined}>
                <span className={s.picture}><Icon of={entry.icon} size={24} /><Badge count={unread} /></span>
                <span className={s.words}>{label}</span>
            </a>
        </li>
    );
}

/** Where one can go: words beside the page, icons on narrower windows, a bar at the bottom on phones. */
export function Navigation() {
    const entries = useEntries();
    const viewer = useViewer();
    const tips = useMedia(RAIL);
    const t = useText();

    return (
        <nav aria-label={t('app.main')} className={s.navigation}>
            <ul className={s.places}>
                {entries.map((entry, n) => <Place key={entry.label} entry={entry} rest={n >= IN_BAR} tips={tips} />)}
            </ul>
            {viewer && newPost && (
                <button type="button" className={s.write} onClick={newPost} data-tip={tips ? t('app.newPost') : undefined} data-tip-place="end">
                    <Icon of={SquarePen} size={20} />
                    <span className={s.words}>{t('app.newPost')}</span>
                </button>
            )}
        </nav>
    );
}
