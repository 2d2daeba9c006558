import { Hash, MessageCircle } from 'lucide-react';
import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { withWords } from '../../data/text';
import { ChatAlways } from './ChatAlways';
import { openSwitcher } from './dialogs/open';
import { useChannelsBadge, useMessagesBadge } from './unread';

const messages = screen(withWords(() => import('./MessagesScreen')));
const channels = screen(withWords(() => import('./ChannelsScreen')));

export const feature: Feature = {
    name: 'chat',
    routes: [
        { path: '/messages', screen: messages, wide: true },
        { path: '/messages/:id', screen: messages, wide: true, alone: true },
        { path: '/messages/:id/thread/:message', screen: messages, wide: true, alone: true },
        { path: '/channels', screen: channels, wide: true },
        { path: '/channels/:id', screen: channels, wide: true, alone: true },
        { path: '/channels/:id/thread/:message', screen: channels, wide: true, alone: true },
        { path: '/invite/:code', screen: screen(withWords(() => import('./InviteScreen'))), anyone: true },
    ],
    entries: [
        { to: '/messages', label: 'chat.messages', icon: MessageCircle, order: 40, letter: 'm', useBadge: useMessagesBadge },
        { to: '/channels', label: 'chat.channels', icon: Hash, order: 50, letter: 'c', useBadge: useChannelsBadge },
    ],
    keys: [{ keys: 'mod+k', label: 'chat.switch_key', run: openSwitcher }],
    always: ChatAlways,
};
