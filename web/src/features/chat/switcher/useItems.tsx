import { Hash, MessageSquarePlus, PenSquare } from 'lucide-react';
import { newPost, placeOf, useEntries } from '../../../app/navigation';
import { Icon } from '../../../design';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { openNewChannel, openNewMessage } from '../dialogs/open';
import type { Item } from './items';
import { useTalks } from './useTalks';

/** All that one can go to or do. */
export function useItems(typed: string): readonly Item[] {
    const t = useText(), viewer = useSignedIn(), talks = useTalks(typed), pages = useEntries();
    const action = (id: string, label: string, icon: typeof Hash, go: () => void): Item =>
        ({ id, group: 'actions', label, picture: <Icon of={icon} />, go });

    return [
        ...talks,
        ...pages.map((entry): Item => ({ id: entry.label, group: 'pages', label: t(entry.label as 'chat.messages'),
            go: placeOf(entry, viewer), picture: <Icon of={entry.icon} /> })),
        ...newPost ? [action('post', t('app.newPost'), PenSquare, newPost)] : [],
        action('message', t('chat.new_message'), MessageSquarePlus, openNewMessage),
        action('channel', t('chat.new_channel'), Hash, openNewChannel),
    ];
}
