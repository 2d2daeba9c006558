/* Messages of which an event did not say all: asked for together, a moment later. */
import { rest } from '../../../data/rest';
import type { Message } from '../model/types';
import { better } from './messages';
import { learnFromMessages } from './people';

const SOON_MS = 120, MOST = 100;

type Completed = (message: Message) => void;
interface Wanted { id: string; seq: number }

const wanted = new Map<string, Wanted[]>();

/** One request for all that a burst left incomplete in a channel. */
export function complete(channelId: string, one: Wanted, completed: Completed): void {
    const there = wanted.get(channelId);

    if (there)
        return void there.push(one);
    wanted.set(channelId, [one]);
    setTimeout(() => void ask(channelId, completed), SOON_MS);
}

/** As it is by now: addresses of what is attached do not work for ever. */
export const again = ({ channel_id, id, seq }: Message): void => complete(channel_id, { id, seq }, better);

async function ask(channelId: string, completed: Completed): Promise<void> {
    const those = wanted.get(channelId) ?? [], first = Math.min(...those.map(one => one.seq));
    wanted.delete(channelId);
    const messages = those.length === 1 ? await single(those[0]!.id) : await from(channelId, first);

    learnFromMessages(messages);
    messages.forEach(completed);
}

async function single(id: string): Promise<Message[]> {
    const answer = await rest.get<Message>(`/messages/${id}`);

    return answer.ok ? [answer.data] : [];
}

async function from(channelId: string, seq: number): Promise<Message[]> {
    const answer = await rest.get<Message[]>(`/channels/${channelId}/messages`, { query: { after: `seq:${seq - 1}`, limit: MOST } });

    return answer.ok ? answer.data : [];
}
