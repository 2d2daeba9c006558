import type { Clock } from './clock.js';
import type { End } from './transport.js';
export type StopReason = 'closed' | 'signed_out' | 'suspended' | 'refused' | 'other_account';
/**
 * What to do after a connection: stop, or come back after `waitMs`; `firm`: and not before, whatever the network does. `renew`: with new
 * credentials. `blame`: what was on its way when it ended is not sent again.
 */
export interface Next {
    stop?: StopReason;
    waitMs: number;
    firm?: boolean;
    renew?: boolean;
    blame?: boolean;
}
/** `renewed`: the credentials were new, so that others would fare no better. */
export declare function next(end: End, clock: Clock, failures: number, renewed: boolean): Next;
