/* Invites that this page made. One that suits is shown again, so that opening the dialog twice makes no second link. */
import { rest, type Answer } from '../../../data/rest';
import type { Invite } from '../model/types';

/** For how long, in seconds, and how often; null: for ever, any number of times. */
export interface Terms { seconds: number | null; uses: number | null }

const made = new Map<string, Invite>();

const keyOf = (channelId: string, { seconds, uses }: Terms): string => `${channelId} ${seconds} ${uses}`;

export async function inviteTo(channelId: string, terms: Terms): Promise<Answer<Invite>> {
    const key = keyOf(channelId, terms), before = made.get(key);
    if (before)
        return { ok: true, data: before, status: 200, next: null };
    const answer = await rest.post<Invite>(`/channels/${channelId}/invites`, { expires_in: terms.seconds, max_uses: terms.uses });
    if (answer.ok)
        made.set(key, answer.data);
    return answer;
}

/** It works no more. */
export function withdraw({ code }: Invite): void {
    for (const [key, invite] of made)
        if (invite.code === code)
            made.delete(key);
}

export const linkOf = ({ code }: Invite): string => `${location.origin}/invite/${code}`;
