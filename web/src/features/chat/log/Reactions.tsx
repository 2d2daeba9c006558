import { useState } from 'react';
import { rest } from '../../../data/rest';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { nameOf, type Message, type Person, type Reaction } from '../model/types';
import { useReact } from './ReactButton';
import s from './Reactions.module.css';

interface By { emoji: string; user: Person }

const NAMES = 10;

export function Reactions({ message }: { message: Message }) {
    return message.reactions.length > 0 && (
        <div className={s.reactions}>
            {message.reactions.map(one => <ReactionButton key={one.emoji} message={message} reaction={one} />)}
        </div>
    );
}

/** Who reacted is asked when somebody wants to know: with the pointer or the focus on it. */
function ReactionButton({ message, reaction: { emoji, count, me } }: { message: Message; reaction: Reaction }) {
    const format = useFormat(), t = useText(), reactWith = useReact(message);
    const [who, setWho] = useState<{ count: number; names: string } | null>(null);
    const ask = async () => {
        if (who?.count === count)
            return;
        const answer = await rest.get<By[]>(`/messages/${message.id}/reactions`, { query: { emoji, limit: NAMES } });
        if (answer.ok)
            setWho({ count, names: answer.data.map(({ user }) => nameOf(user)).join(', ') });
    };

    return (
        <button type="button" className={s.reaction} aria-pressed={me} aria-label={t('chat.reaction', { emoji, count })}
            data-tip={who?.count === count ? who.names : undefined} onClick={() => reactWith(emoji)}
            onPointerEnter={() => void ask()} onFocus={() => void ask()}>
            <span aria-hidden="true">{emoji}</span>
            <span className={s.count} aria-hidden="true">{format.count(count)}</span>
        </button>
    );
}
