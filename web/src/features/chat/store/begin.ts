/* The beginning of a conversation. */
import { rest, type Answer } from '../../../data/rest';
import type { Channel } from '../model/types';
import { keep } from './lists';

/** People by id or @name. With one of them it is the conversation that the two have, if they have one. */
export async function begin(people: readonly string[], name = ''): Promise<Answer<Channel>> {
    const answer = await rest.post<Channel>('/conversations', { participant_ids: people, ...name && people.length > 1 && { name } });

    if (answer.ok)
        keep([answer.data]);
    return answer;
}
