/** What a client says. Each may carry a `ref`, which its answer repeats. */
/** Why something was not done: `code` is the server's, or one of `disconnected`, `outbox_full`, `too_big`, `not_sent`, `discarded`. */
export class RealtimeError extends Error {
    code;
    retryMs;
    name = 'RealtimeError';
    constructor(code, detail = code, retryMs) {
        super(detail);
        this.code = code;
        this.retryMs = retryMs;
    }
}
/** Octets of the longest message that a server takes. */
export const MESSAGE_MOST = 64 * 1024;
export function octets(command) {
    return new TextEncoder().encode(JSON.stringify(command)).length;
}
