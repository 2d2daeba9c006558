/* How far others have read in a group: asked for once, then kept by events. */
import { rest } from '../../../data/rest';
import type { ReadMark } from '../model/types';
import { hasRead } from './hear';

const asked = new Set<string>();

export async function loadReads(channelId: string, viewerId: string): Promise<void> {
    if (asked.has(channelId))
        return;
    asked.add(channelId);
    const answer = await rest.get<ReadMark[]>(`/channels/${channelId}/reads`);
    if (answer.ok)
        answer.data.filter(one => one.user_id !== viewerId).forEach(one => hasRead(channelId, one.user_id, one.seq));
}
