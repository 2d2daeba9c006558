import { ChevronsUpDown, Download, LogOut } from 'lucide-react';
import { useText } from '../data/text';
import { signOut, useSignedIn } from '../data/viewer';
import { Avatar, cx, Icon, Menu, toast, type MenuEntry } from '../design';
import { useInstall } from '../worker/install';
import { PHONE, useMedia } from './media';
import { IN_BAR, placeOf, useEntries } from './navigation';
import s from './AccountMenu.module.css';

/* In the sidebar the account's own places; on phones all that the bar has no room for. */
const OWN = new Set(['/settings']);

/** Who is signed in, and what there is about that. */
export function AccountMenu() {
    const viewer = useSignedIn();
    const entries = useEntries();
    const phone = useMedia(PHONE);
    const t = useText();
    const install = useInstall();
    const name = viewer.displayName || viewer.username;
    const own = phone ? entries.slice(IN_BAR) : entries.filter(entry => typeof entry.to === 'function' || OWN.has(entry.to));
    const items: MenuEntry[] = [
        ...own.map(entry => ({ id: entry.label, label: t(entry.label), icon: entry.icon, to: placeOf(entry, viewer) })),
        own.length > 0 && 'line',
        install && { id: 'install', label: t('worker.install'), icon: Download, onAction: install },
        { id: 'out', label: t('app.signOut'), icon: LogOut, onAction: () => void signOut().catch(() => toast(t('app.signOutFailed'), { failed: true })) },
    ];

    return (
        <Menu label={t('app.account')} placement={phone ? 'bottom end' : 'top start'} items={items} head={phone && <Who name={name} username={viewer.username} />}
            trigger={<Trigger label={t('app.accountOf', { name })}><Face id={viewer.id} name={name} url={viewer.avatarUrl} username={viewer.username} /></Trigger>} />
    );
}

interface TriggerProps extends Omit<React.ComponentProps<'button'>, 'onClick'> {
    label: string;
    onPress?: () => void;
}

function Trigger({ label, onPress, ...rest }: TriggerProps) {
    return <button {...rest} type="button" aria-label={label} onClick={onPress} className={s.trigger} />;
}

function Face({ id, name, url, username }: { id: string; name: string; url: string | null | undefined; username: string }) {
    return (
        <>
            <Avatar of={{ id, name, url }} size={40} />
            <Who name={name} username={username} short />
            <span className={s.more}><Icon of={ChevronsUpDown} size={16} /></span>
        </>
    );
}

function Who({ name, username, short }: { name: string; username: string; short?: boolean }) {
    return <span className={cx(s.who, short && s.short)}><bdi className={s.name}>{name}</bdi><bdi className={s.username}>@{username}</bdi></span>;
}
