/** A connection that ended without saying why. */
export const ABNORMAL = 1006;
export function address(base, path, query = {}) {
    const url = new URL(`/api/v1${path}`, base);
    for (const [name, value] of Object.entries(query))
        if (value)
            url.searchParams.set(name, value);
    return url;
}
export function queryOf(request) {
    return {
        topics: request.topics.join(','),
        cursor: request.cursor,
        include: request.content ? 'content' : null,
        ticket: 'ticket' in request.credentials ? request.credentials.ticket : null,
    };
}
export function headersOf(credentials) {
    return 'token' in credentials ? { Authorization: `Bearer ${credentials.token}` } : {};
}
/** Retry-After, in seconds. */
export function retryMsOf(answer) {
    const seconds = Number(answer.headers.get('Retry-After') ?? NaN);
    return seconds >= 0 ? seconds * 1000 : undefined;
}
/** An answer that is no connection. */
export function refusal(answer) {
    return { code: ABNORMAL, status: answer.status, retryMs: retryMsOf(answer) };
}
