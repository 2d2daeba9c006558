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

const MEMBERS_MOST = 100;

/* Of the channel that was written in last; one who comes or leaves makes it be read again. */
let members: { of: string; all: readonly Member[] } = { of: '', all: [] };

async function everybody({ id, member_count }: Of): Promise<readonly Member[] | null> {
    const of = `${id} ${member_count}`;
    if (members.of !== of) {
        const answer = await rest.get<Member[]>(`/channels/${id}/members`, { query: { limit: MEMBERS_MOST } });
        if (!answer.ok)
            return null;
        members = { of, all: answer.data };
    }
    return members.all;
}

/* In small conversations all are known already, and those that a page holds are read once: whoever types slowly would ask at every key. */
async function inside(channel: Of, typed: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
    const { id, participants = [], member_count } = channel;
    if (participants.length >= member_count)
        return participants.filter(one => isNamed(one, typed)).map(one => personSuggested({ ...one, user_id: one.id }));
    const known = member_count <= MEMBERS_MOST ? await everybody(channel) : null;
    if (known)
        return known.filter(one => isNamed(one, typed)).map(personSuggested);
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
