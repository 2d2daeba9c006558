import { MessagesSquare } from 'lucide-react';
import { Button, cx, Empty, LinkButton } from '../../design';
import { useText } from '../../data/text';
import { MessageDialog } from './dialogs/MessageDialog';
import { openNewMessage } from './dialogs/open';
import { ListPane } from './list/ListPane';
import type { Place } from './model/types';
import { RoomView } from './room/RoomView';
import { listed } from './store/lists';
import { useChat } from './store/state';
import { useFollow } from './useFollow';
import s from './Chat.module.css';

interface Props { place: Place; params: { id?: string; message?: string } }

/** Two panes where there is room for them: the list, and what is open of it. */
export function ChatScreen({ place, params }: Props) {
    const id = params.id ?? null, message = params.message ?? null;

    useFollow(id, message);
    return (
        <div className={cx(s.chat, id !== null && s.open)}>
            <div className={s.lists}><ListPane place={place} selected={id} /></div>
            {id !== null ? <RoomView place={place} channelId={id} threadId={message} />
                : <div className={s.none}><NothingOpen place={place} /></div>}
            <MessageDialog />
        </div>
    );
}

/** While there is nothing to choose from, the list says so itself. */
function NothingOpen({ place }: { place: Place }) {
    const t = useText(), messages = place === 'messages', some = useChat(chat => listed(chat.channels, place).length > 0);

    return some && <Empty icon={MessagesSquare} title={t('chat.choose')} words={t(messages ? 'chat.choose_conversation' : 'chat.choose_channel')}
        action={messages ? <Button onPress={openNewMessage}>{t('chat.new_message')}</Button>
            : <LinkButton to="/channels?public">{t('chat.find_channels')}</LinkButton>} />;
}
