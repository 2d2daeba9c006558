import { useText } from '../../../data/text';
import { nameOf } from '../model/types';
import { useChat } from '../store/state';
import s from './MessageBox.module.css';

const nobody: readonly string[] = [];

/** Who writes just now. The line is always there, so that nothing moves. */
export function Typing({ channelId }: { channelId: string }) {
    const t = useText(), people = useChat(chat => chat.people), ids = useChat(chat => chat.typists[channelId] ?? nobody);
    const names = ids.map(id => people[id]).filter(one => one !== undefined).map(nameOf);

    return <p role="status" className={s.typing}>{typingWords(t, names)}</p>;
}

function typingWords(t: ReturnType<typeof useText>, [one, other, ...more]: readonly string[]): string {
    if (!one)
        return '';
    if (!other)
        return t('chat.typing_one', { name: one });
    return more.length ? t('chat.typing_many', { count: more.length + 2 }) : t('chat.typing_two', { name: one, other });
}
