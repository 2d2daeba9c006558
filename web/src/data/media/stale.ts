/* Addresses of media that not everybody may see work for a while only. What they belong to is asked for again, and has new ones. */
import type { Medium } from './medium';

type Addressed = Pick<Medium, 'id' | 'urlExpiresAt'>;

const AGAIN_MS = 60_000;
const askedAt = new Map<string, number>();

/** Whether its addresses have stopped working, by this browser's clock. */
export const isStale = ({ urlExpiresAt }: Pick<Medium, 'urlExpiresAt'>, now = Date.now()): boolean =>
    urlExpiresAt !== null && Date.parse(urlExpiresAt) <= now;

/**
 * Of one that did not load: whether other addresses may help. The server's clock need not be this one's, so what should work by this one
 * is asked for as well, though not again and again: it may be gone for good.
 */
export function mayBeStale(medium: Addressed, now = Date.now()): boolean {
    const { id, urlExpiresAt } = medium;

    if (urlExpiresAt === null || isStale(medium, now))
        return urlExpiresAt !== null;
    if (now - (askedAt.get(id) ?? -Infinity) < AGAIN_MS)
        return false;
    askedAt.set(id, now);
    return true;
}
