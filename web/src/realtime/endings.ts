import type { Clock } from './clock.js';
import { backoff } from './clock.js';
import type { End } from './transport.js';

export type StopReason = 'closed' | 'signed_out' | 'suspended' | 'refused' | 'other_account';

/**
 * What to do after a connection: stop, or come back after `waitMs`; `firm`: and not before, whatever the network does. `renew`: with new
 * credentials. `blame`: what was on its way when it ended is not sent again.
 */
export interface Next { stop?: StopReason; waitMs: number; firm?: boolean; renew?: boolean; blame?: boolean }

type Rule = (clock: Clock, failures: number) => Next;

const back: Rule = (clock, failures) => ({ waitMs: backoff(clock, failures) });
const blamed: Rule = (clock, failures) => ({ ...back(clock, failures), blame: true });

const GOING_AWAY_MS = 5000, FLOOD_MS = 30_000;

const rules: Record<number, Rule> = {
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

/* `renewed`: the credentials were new, so that others would fare no better. */
export function next(end: End, clock: Clock, failures: number, renewed: boolean): Next {
    if (end.status === 401)
        return { waitMs: 0, ...renewed ? { stop: 'signed_out' } : { renew: true } };
    if (end.status === 403)
        return { stop: 'refused', waitMs: 0 };
    const found = (rules[end.code] ?? back)(clock, failures), least = end.retryMs ?? 0;
    return least > found.waitMs ? { ...found, waitMs: least, firm: true } : found;
}
