/* One fetch for REST and GraphQL, which notices when the session has ended. */

export type Fetch = typeof fetch;

type Listener = () => void;
const listeners = new Set<Listener>();

/** Called when an answer says that nobody is signed in. Returns how to stop listening. */
export function onUnauthorized(listener: Listener): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
}

/** With the session's cookie, in the page's language. */
export const request: Fetch = async (input, init) => {
    const answer = await fetch(input, { credentials: 'same-origin', ...init });

    if (answer.status === 401)
        onUnauthorizedAnswer();
    return answer;
};

/** For what does not go through `request`. */
export function onUnauthorizedAnswer(): void {
    for (const listener of [...listeners])
        listener();
}

/** For `Idempotency-Key` and the like. Not randomUUID, which needs HTTPS. */
export function newKey(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), octet => octet.toString(16).padStart(2, '0')).join('');
}

/** Seconds to wait, of Retry-After. */
export function retryAfterOf(answer: Response): number | undefined {
    const said = answer.headers.get('Retry-After');
    const seconds = said === null ? NaN : Number(said);

    return seconds >= 0 ? seconds : undefined;
}
