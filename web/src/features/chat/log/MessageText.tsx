import { Link } from '../../../design';
import { isEmojiOnly, partsOf } from '../model/text';
import type { Mention } from '../model/types';
import s from './Message.module.css';

/** What a message says; names and addresses as links, never as HTML. */
export function MessageText({ content, mentions }: { content: string; mentions: readonly Mention[] }) {
    if (isEmojiOnly(content))
        return <p className={s.emoji}>{content}</p>;
    return (
        <p className={s.text} dir="auto">
            {partsOf(content, mentions).map((part, n) => {
                if (part.kind === 'words')
                    return part.text;
                return part.kind === 'link'
                    ? <Link key={n} to={part.text}>{part.text}</Link>
                    : <Link key={n} to={`/@${part.username}`} className={s.mention}>{part.text}</Link>;
            })}
        </p>
    );
}
