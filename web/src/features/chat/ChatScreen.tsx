import { MessagesSquare } from 'lucide-react';
import { cx, Empty } from '../../design';
import { useText } from '../../data/text';
import { MessageDialog } from './dialogs/MessageDialog';
import { ListPane } from './list/ListPane';
import type { Place } from './model/types';
import { RoomView } from './room/RoomView';
import { useFollow } from './useFollow';
import s from './Chat.module.css';

interface Props { place: Place; params: { id?: string; message?: string } }

/** Two panes where there is room for them: the list, and what is open of it. */
export function ChatScreen({ place, params }: Props) {
    const t = useText(), id = params.id ?? null, message = params.message ?? null;

    useFollow(id, message);
    return (
        <div className={cx(s.chat, id !== null && s.open)}>
            <div className={s.lists}><ListPane place={place} selected={id} /></div>
            {id !== null ? <RoomView place={place} channelId={id} threadId={message} />
                : <div className={s.none}><Empty icon={MessagesSquare} title={t('chat.choose')}
                    words={t(place === 'messages' ? 'chat.choose_conversation' : 'chat.choose_channel')} /></div>}
            <MessageDialog />
        </div>
    );
}
