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
 * is asked for as well; and none is asked for again and again, whatever its time: it may be gone for good.
 */
export function mayBeStale({ id, urlExpiresAt }: Addressed, now = Date.now()): boolean {
    if (urlExpiresAt === null || now - (askedAt.get(id) ?? -Infinity) < AGAIN_MS)
        return false;
    askedAt.set(id, now);
    return true;
}

/** Whether a link to it may be followed as it is. Pressed twice it may: by a clock that is ahead every address has ended. */
export const mayFollow = (medium: Addressed, now = Date.now()): boolean => !isStale(medium, now) || !mayBeStale(medium, now);
