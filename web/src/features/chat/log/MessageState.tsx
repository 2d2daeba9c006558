import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { Avatar, cx, Icon, VisuallyHidden } from '../../../design';
import { useText } from '../../../data/text';
import { nameOf } from '../model/types';
import { useChat } from '../store/state';
import s from './MessageState.module.css';

export type How = 'sending' | 'sent' | 'seen' | 'failed';

const says = { sending: 'chat.sending', sent: 'chat.sent', seen: 'chat.seen', failed: 'chat.failed' } as const;
const icons = { sending: Clock, sent: Check, seen: CheckCheck, failed: CircleAlert };
const FACES = 5;
const nobody: Readonly<Record<string, number>> = {};

interface Props { state: How; shown: boolean; channelId?: string; seq?: number }

/** How far one's own message got: for the eye only where it matters, below the last one. */
export function MessageState({ state, shown, channelId = '', seq = 0 }: Props) {
    const t = useText(), reads = useChat(chat => chat.reads[channelId] ?? nobody), people = useChat(chat => chat.people);
    const group = useChat(chat => chat.channels[channelId]?.kind === 'group');
    const readers = group ? Object.entries(reads).flatMap(([id, read]) => read >= seq && people[id] ? [people[id]] : []) : [];
    const words = state === 'seen' && readers.length > 0 ? t('chat.seen_by', { names: readers.map(nameOf).join(', ') })
        : t(says[state]);

    if (!shown)
        return <VisuallyHidden>{words}</VisuallyHidden>;
    return (
        <p className={cx(s.state, state === 'failed' && s.failed)}>
            <Icon of={icons[state]} size={14} />
            {readers.length > 0 ? <VisuallyHidden>{words}</VisuallyHidden> : <span>{words}</span>}
            {readers.slice(0, FACES).map(one => <Avatar key={one.id} of={{ id: one.id, name: nameOf(one), url: one.avatar_url }}
                size={20} />)}
        </p>
    );
}
