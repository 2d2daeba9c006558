/* What is attached to the message that somebody writes: kept with its words, and sent once all of it is there. */
import { useState } from 'react';
import { uploads } from '../../../data/media/uploads';
import { useProblemText } from '../../../data/problems';
import { toast } from '../../../design';
import type { MediumKind } from '../../../data/media/medium';
import type { MessageType } from '../model/types';
import { useRoom } from '../room/room';
import { rememberSent } from '../store/sent';
import { draftMediaOf, keepDraftMedia } from './drafts';

export const typeOf = (kind: MediumKind | undefined): MessageType => kind === 'voice' ? 'audio' : kind ?? 'text';

export interface Words { content: string; replyToId?: string }

export function useMessageMedia(log: string) {
    const { channel, rootId, viewerId, realtime } = useRoom();
    const problemText = useProblemText();
    const [keys, setKeys] = useState(() => draftMediaOf(viewerId, log));
    const [busy, setBusy] = useState(false);

    const change = (next: readonly string[]) => {
        setKeys(next);
        keepDraftMedia(viewerId, log, next);
    };
    const send = async ({ content, replyToId }: Words, which: readonly string[]): Promise<boolean> => {
        setBusy(true);
        try {
            const mediaIds = which.length ? await uploads().settled(which) : [];
            const media = which.flatMap(key => uploads().of(key)?.medium ?? []);
            rememberSent(media);
            realtime.send({
                channelId: channel.id, content, replyToId, threadRootId: rootId ?? undefined,
                ...mediaIds.length > 0 && { mediaIds, messageType: typeOf(media[0]?.kind) as 'image' },
            });
            change(draftMediaOf(viewerId, log).filter(key => !which.includes(key)));
            uploads().release(which);
            return true;
        } catch (error) {
            toast(problemText(error), { failed: true });
            return false;
        } finally {
            setBusy(false);
        }
    };

    return {
        keys, busy, change, send,
        /** A voice message goes by itself. */
        voice(file: Blob, name: string) {
            const added = uploads().add([{ file, name, as: 'voice' }]);
            change([...keys, ...added]);
            void send({ content: '' }, added);
        },
    };
}
