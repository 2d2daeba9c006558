/* What other features use of chat. */
import { rest } from '../../data/rest';
import type { Problem } from '../../data/problems';

/** The path of the conversation with somebody: for a button "Message". */
export async function conversationWith(userId: string): Promise<{ path: string } | { problem: Problem }> {
    const answer = await rest.post<{ id: string }>('/conversations', { participant_ids: [userId] });

    return answer.ok ? { path: `/messages/${answer.data.id}` } : { problem: answer.problem };
}
