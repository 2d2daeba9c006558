/* Where one wanted to go before one had to sign in. */
import { isHere } from '../../data/viewer';

/** Of an address's search; what is not a path of this server is the home page. */
export function nextOf(search: string): string {
    const next = new URLSearchParams(search).get('next') ?? '/';

    return isHere(next) ? next : '/';
}

/** The same goal carried on to another page. */
export const withNext = (path: string, next: string): string => next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`;
