import { useLocation, useSearchParams } from 'wouter';
import { X } from 'lucide-react';
import { IconButton } from '../../../design';
import { useText } from '../../../data/text';
import { pathOf } from '../model/types';
import { useRoom } from '../room/room';
import { Bans } from './Bans';
import { Invites } from './Invites';
import { Members } from './Members';
import { Pins } from './Pins';
import { SearchHere } from './SearchHere';
import { Settings } from './Settings';
import { Thread } from './Thread';
import s from './Side.module.css';

const panels = { bans: Bans, invites: Invites, members: Members, pins: Pins, search: SearchHere, settings: Settings } as const;
const titles = { bans: 'chat.bans', invites: 'chat.invites', members: 'chat.members', pins: 'chat.pins', search: 'chat.search_here', settings: 'chat.settings',
    thread: 'chat.thread' } as const;

const isPanel = (name: string | null): name is keyof typeof panels => name !== null && name in panels;

/** Beside the messages, if the address says so; over them where there is no room. */
export function SidePanel({ thread = false }: { thread?: boolean }) {
    const t = useText(), { channel } = useRoom(), [search] = useSearchParams(), [, navigate] = useLocation();
    const name = search.get('panel'), which = thread ? 'thread' as const : isPanel(name) ? name : null;
    if (!which)
        return null;
    const title = t(which === 'settings' && channel.kind === 'group' ? 'chat.group_settings' : titles[which]);
    const Panel = which === 'thread' ? Thread : panels[which];
    const close = () => navigate(pathOf(channel), { replace: !thread });

    return (
        <aside className={s.panel} aria-label={title}
            onKeyDown={event => event.key === 'Escape' && !event.defaultPrevented && close()}>
            <div className={s.head}>
                <h2>{title}</h2>
                <IconButton icon={X} label={t('chat.close')} onPress={close} />
            </div>
            <Panel />
        </aside>
    );
}
