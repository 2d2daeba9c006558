import { useState } from 'react';
import { Dialog, toast } from '../../../design';
import { useProblemText, type Problem } from '../../../data/problems';
import { useRealtime } from '../../../data/realtime';
import { useText } from '../../../data/text';
import type { Channel, Message } from '../model/types';
import { channelName } from '../names';
import { silence } from '../room/room';
import { begin } from '../store/begin';
import { forward, remove } from '../store/deeds';
import { chat } from '../store/state';
import { Finder } from '../switcher/Finder';
import { best, type Item } from '../switcher/items';
import { useTalks } from '../switcher/useTalks';

/** A message to somewhere else: it is sent as soon as a place is chosen, and can be taken back for a moment. */
export function ForwardDialog({ message, onClose }: { message: Message; onClose: () => void }) {
    const t = useText(), problemText = useProblemText(), realtime = useRealtime(), [typed, setTyped] = useState('');
    const refused = (problem: Problem | null) => void (problem && toast(problemText(problem), { failed: true }));
    const sendTo = async (channel: Channel) => {
        const answer = await forward(message, channel.id);
        if (!answer.ok)
            return refused(answer.problem);
        const takeBack = () => void (realtime && remove(realtime, answer.data).then(refused));
        toast(t('chat.forwarded_to', { name: channelName(channel, t) }), { undo: takeBack });
    };
    const sendToPerson = async (id: string) => {
        const answer = await begin([id]);
        return answer.ok ? sendTo(answer.data) : refused(answer.problem);
    };
    const talks = useTalks(typed, channel => () => void sendTo(channel), one => () => void sendToPerson(one.id));
    const items = best(talks.filter(({ id, group }) => group === 'people' || silence(chat().channels[id.slice(1)]!) === null), typed);
    const choose = (item: Item) => {
        onClose();
        if (typeof item.go === 'function')
            item.go();
    };

    return (
        <Dialog title={t('chat.forward_title')} isOpen onClose={onClose}>
            <Finder label={t('chat.forward_to')} placeholder={t('chat.forward_hint')} {...{ typed, setTyped, items }} onChoose={choose} />
        </Dialog>
    );
}
