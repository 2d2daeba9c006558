import { SmilePlus } from 'lucide-react';
import { EmojiPicker, IconButton, toast } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import type { Message } from '../model/types';
import { useRoom } from '../room/room';
import { react } from '../store/deeds';

/** Adds or takes back one's own reaction. */
export function useReact(message: Message): (emoji: string) => void {
    const { realtime } = useRoom(), problemText = useProblemText();

    return async emoji => {
        const on = !message.reactions.some(one => one.emoji === emoji && one.me), problem = await react(realtime, message, emoji, on);
        if (problem)
            toast(problemText(problem), { failed: true });
    };
}

export function ReactButton({ message, tabIndex }: { message: Message; tabIndex: number }) {
    const t = useText(), reactWith = useReact(message);

    return (
        <EmojiPicker label={t('chat.react')} trigger={<IconButton size="small" icon={SmilePlus} label={t('chat.react')} tabIndex={tabIndex} />} onChoose={reactWith} />
    );
}
