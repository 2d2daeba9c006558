import { backoff } from './clock.js';
const back = (clock, failures) => ({ waitMs: backoff(clock, failures) });
const blamed = (clock, failures) => ({ ...back(clock, failures), blame: true });
const GOING_AWAY_MS = 5000, FLOOD_MS = 30_000;
const rules = {
    1001: clock => ({ waitMs: clock.random() * GOING_AWAY_MS, firm: true }),
    1002: blamed,
    1003: blamed,
    1007: blamed,
    1009: blamed,
    4001: () => ({ stop: 'signed_out', waitMs: 0 }),
    4002: (clock, failures) => ({ waitMs: failures ? backoff(clock, failures) : 0, renew: true }),
    4003: () => ({ stop: 'suspended', waitMs: 0 }),
    4008: () => ({ waitMs: FLOOD_MS, firm: true }),
};
/** `renewed`: the credentials were new, so that others would fare no better. */
export function next(end, clock, failures, renewed) {
    if (end.status === 401)
        return { waitMs: 0, ...renewed ? { stop: 'signed_out' } : { renew: true } };
    if (end.status === 403)
        return { stop: 'refused', waitMs: 0 };
    const found = (rules[end.code] ?? back)(clock, failures), least = end.retryMs ?? 0;
    return least > found.waitMs ? { ...found, waitMs: least, firm: true } : found;
}
