import { request } from '../../../data/http';
import { problem, problemFrom } from '../../../data/problems';

/**
 * Deletes what stands at that path of the API, or throws. `keepalive` lets it arrive though the page is being left; what is gone already is
 * as it should be.
 */
export async function deleted(path: string): Promise<void> {
    const answer = await request(`/api/v1${path}`, { method: 'DELETE', keepalive: true });

    if (!answer.ok && answer.status !== 404)
        throw problemFrom(await answer.json().catch(() => problem('unreadable')), answer.status);
}
