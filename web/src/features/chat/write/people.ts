/* Whom a message may name: those in the channel first, then, where everybody reads along, all others. */
import { rest } from '../../../data/rest';
import { peopleNamed, personSuggested, SUGGESTED_MOST, type PeopleFinder, type Suggestion } from '../../compose/writing';
import type { Channel, Member } from '../model/types';

type Of = Pick<Channel, 'id' | 'kind' | 'participants' | 'member_count'>;

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether a name, or a word of it, begins so. */
export function isNamed({ username, display_name }: { username: string; display_name: string | null }, typed: string): boolean {
    return [username, ...(display_name ?? '').split(/\s+/)].some(word => folded(word).startsWith(folded(typed)));
}

/* In small conversations all are known already. */
async function inside({ id, participants = [], member_count }: Of, typed: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
    if (participants.length >= member_count)
        return participants.filter(one => isNamed(one, typed)).map(one => personSuggested({ ...one, user_id: one.id }));
    const answer = await rest.get<Member[]>(`/channels/${id}/members`, { query: { q: typed, limit: SUGGESTED_MOST }, signal });

    return answer.ok ? answer.data.map(personSuggested) : [];
}

export function peopleOf(channel: Of, viewerId: string): PeopleFinder {
    return async (typed, signal) => {
        const members = (await inside(channel, typed, signal)).filter(({ id }) => id !== viewerId);
        const others = channel.kind === 'public' && members.length < SUGGESTED_MOST ? await peopleNamed(typed, signal) : [];

        return [...members, ...others.filter(({ id }) => id !== viewerId && !members.some(one => one.id === id))].slice(0, SUGGESTED_MOST);
    };
}
