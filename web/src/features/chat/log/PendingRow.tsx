import { memo } from 'react';
import { Avatar, Button, cx, VisuallyHidden } from '../../../design';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { problem, useProblemText } from '../../../data/problems';
import { mediumOf } from '../../../data/media/medium';
import { MediaPart } from '../../media/public';
import { nameOf } from '../model/types';
import type { Pending } from '../model/pending';
import { useRoom } from '../room/room';
import { sentMedia } from '../store/sent';
import { useChat } from '../store/state';
import { MessageState } from './MessageState';
import { MessageText } from './MessageText';
import { Quote } from './Quote';
import s from './Message.module.css';

/** What the server does not have yet, or would not take. */
export const PendingRow = memo(function PendingRow({ pending, joined }: { pending: Pending; joined: boolean }) {
    const { realtime, viewerId } = useRoom(), t = useText(), format = useFormat(), problemText = useProblemText();
    const me = useChat(chat => chat.people[viewerId]), name = me ? nameOf(me) : '';
    const clock = format.time(pending.at, 'clock');

    return (
        <article className={cx(s.message, joined && s.joined, !pending.sent && s.pending)} tabIndex={-1}
            aria-label={t('chat.message_of', { name, time: clock })}>
            <div className={s.side}>{!joined && me && <Avatar of={{ id: me.id, name, url: me.avatar_url }} size={40} />}</div>
            <div className={s.body}>
                {joined ? <VisuallyHidden><bdi>{name}</bdi></VisuallyHidden>
                    : <div className={s.head}><bdi className={s.name}>{name}</bdi><time dateTime={pending.at}>{clock}</time></div>}
                {pending.replyTo && <Quote quoted={pending.replyTo} />}
                {pending.content && <div className={s.words}><MessageText content={pending.content} mentions={[]} /></div>}
                {pending.mediaIds.length > 0 && <div className={s.media}><MediaPart small media={sentMedia(pending.mediaIds).map(mediumOf)} /></div>}
                <MessageState state={pending.failed ? 'failed' : pending.sent ? 'sent' : 'sending'} shown />
                {pending.failed && (
                    <div className={s.refused}>
                        <p>{problemText(problem(pending.failed, 403))}</p>
                        <Button size="small" onPress={() => realtime.outbox.retry(pending.clientRef)}>{t('chat.try_again')}</Button>
                        <Button size="small" kind="plain" onPress={() =>
                            realtime.outbox.discard(pending.clientRef)}>{t('chat.discard')}</Button>
                    </div>
                )}
            </div>
        </article>
    );
});
