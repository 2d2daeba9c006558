import { memo, useMemo, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { Avatar, cx, VisuallyHidden } from '../../../design';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { mediumOf } from '../../../data/media/medium';
import { MediaPart } from '../../media/public';
import { Folded } from '../../posts/public';
import { nameOf, type Message } from '../model/types';
import { useRoom } from '../room/room';
import { BlockedWords } from './BlockedWords';
import { again } from '../store/incomplete';
import { EditBox } from './EditBox';
import { EditedMark } from './EditedMark';
import { Forwarded } from './Forwarded';
import { MessageBar } from './MessageBar';
import { MessageState } from './MessageState';
import { MessageText } from './MessageText';
import { Quote } from './Quote';
import { Reactions } from './Reactions';
import { StoryLink } from './StoryLink';
import { ThreadLink } from './ThreadLink';
import { useLongPress } from './longPress';
import s from './Message.module.css';

interface Props {
    message: Message;
    /** Below another one of the same person. */
    joined: boolean;
    /** Of one's own: somebody has read it. */
    seen: boolean;
    /** The last one of one's own, which shows how far it got. */
    last: boolean;
    /** The one that Tab comes to. */
    current: boolean;
    marked: boolean;
}

export const MessageRow = memo(function MessageRow({ message, joined, seen, last, current, marked }: Props) {
    const room = useRoom(), t = useText(), format = useFormat();
    const [held, setHeld] = useState(false), press = useLongPress(() => setHeld(true));
    const { sender } = message, own = sender?.id === room.viewerId, editing = room.editing === message.id;
    const name = sender ? nameOf(sender) : t('chat.nobody'), clock = format.time(message.created_at, 'clock');
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && setHeld(false);
    const blurred = (event: FocusEvent) => event.currentTarget.contains(event.relatedTarget) || setHeld(false);

    return (
        <article className={cx(s.message, joined && s.joined, marked && s.marked, held && s.held)} data-message={message.id}
            data-held={held || undefined}
            tabIndex={current ? 0 : -1} aria-label={t('chat.message_of', { name, time: clock })} onKeyDown={leave} onBlur={blurred}
                {...press}>
            <div className={s.side}>
                {joined ? <time className={s.clock} dateTime={message.created_at} aria-hidden="true">{clock}</time>
                    : sender && <Avatar of={{ id: sender.id, name, url: sender.avatar_url }} size={40} />}
            </div>
            <div className={s.body}>
                {joined ? <VisuallyHidden><bdi>{name}</bdi></VisuallyHidden> : (
                    <div className={s.head}>
                        <bdi className={s.name}>{sender ? <a href={`/@${sender.username}`}>{name}</a> : name}</bdi>
                        <time dateTime={message.created_at} title={format.time(message.created_at, 'full')}>{clock}</time>
                    </div>
                )}
                {message.reply_to_id && <Quote quoted={message.reply_to} />}
                {message.forwarded_from && !message.deleted && <Forwarded from={message.forwarded_from} />}
                {message.deleted ? <p className={s.gone}>{t('chat.deleted')}</p>
                    : editing ? <EditBox message={message} />
                        : message.sender_blocked ? <BlockedWords><Words message={message} /></BlockedWords> : <Words message={message} />}
                <Reactions message={message} />
                {!room.rootId && <ThreadLink message={message} />}
                {own && !message.deleted && <MessageState state={seen ? 'seen' : 'sent'} shown={last} channelId={message.channel_id}
                    seq={message.seq} />}
            </div>
            {!message.deleted && !editing && <MessageBar message={message} own={own} tabIndex={current ? 0 : -1} />}
        </article>
    );
});

function Words({ message }: { message: Message }) {
    const media = useMemo(() => message.media.map(mediumOf), [message.media]);

    return (
        <>
            {message.story && <StoryLink story={message.story} />}
            {(message.content || !media.length) && (
                <div className={s.words}>
                    <Folded id={message.id} content={message.content ?? ''} lines={24}>
                        <MessageText content={message.content ?? ''} mentions={message.mentions} />
                    </Folded>
                    <EditedMark message={message} />
                </div>
            )}
            {media.length > 0 && <div className={s.media}><MediaPart small media={media} onStale={() => again(message)} /></div>}
        </>
    );
}
