import { CornerUpLeft, Ellipsis, Forward, History, Link as LinkIcon, MessageSquareText, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { IconButton, Menu, toast, type MenuEntry } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { openForward, showHistory } from '../dialogs/about';
import { pathOf, type Message } from '../model/types';
import { mayModerate, mayPin, silence, useRoom } from '../room/room';
import { pin, remove, type Done } from '../store/deeds';
import { ReactButton } from './ReactButton';
import s from './MessageBar.module.css';

/** What one can do with a message: seen with the pointer or the focus on it, and always there for screen readers. */
export function MessageBar({ message, own, tabIndex }: { message: Message; own: boolean; tabIndex: number }) {
    const room = useRoom(), t = useText(), problemText = useProblemText(), { channel } = room;
    const writes = silence(channel) === null, mayDelete = own || mayModerate(channel, useSignedIn().account?.role);
    const attempt = async (deed: Done) => {
        const problem = await deed;
        if (problem)
            toast(problemText(problem), { failed: true });
    };
    const copyLink = async () => {
        await navigator.clipboard.writeText(`${location.origin}${pathOf(channel)}?message=${message.id}`);
        toast(t('chat.link_copied'));
    };
    const items = (): MenuEntry[] => [
        !room.rootId && { id: 'thread', label: t('chat.reply_in_thread'), icon: MessageSquareText,
            onAction: () => room.openThread(message.thread_root_id ?? message.id) },
        { id: 'forward', label: t('chat.forward'), icon: Forward, onAction: () => openForward(message) },
        { id: 'link', label: t('chat.copy_link'), icon: LinkIcon, onAction: () => void copyLink() },
        mayPin(channel) && {
            id: 'pin', label: t(message.pinned ? 'chat.unpin' : 'chat.pin'), icon: message.pinned ? PinOff : Pin,
            onAction: () => void attempt(pin(message, !message.pinned)),
        },
        message.edited_at !== null && { id: 'history', label: t('chat.history'), icon: History, onAction: () => showHistory(message) },
    ];

    return (
        <div className={s.bar}>
            {writes && <ReactButton message={message} tabIndex={tabIndex} />}
            {writes && <IconButton size="small" icon={CornerUpLeft} turns label={t('chat.reply')} tabIndex={tabIndex}
                onPress={() => room.setReplyTo(message)} />}
            {writes && own && <IconButton size="small" icon={Pencil} label={t('chat.edit')} tabIndex={tabIndex}
                onPress={() => room.setEditing(message.id)} />}
            {mayDelete && <IconButton size="small" icon={Trash2} tone="danger" label={t('chat.delete')} tabIndex={tabIndex}
                onPress={() => void attempt(remove(room.realtime, message))} />}
            <Menu label={t('chat.more')} items={items} trigger={<IconButton size="small" icon={Ellipsis} label={t('chat.more')}
                tabIndex={tabIndex} />} />
        </div>
    );
}
