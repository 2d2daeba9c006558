/* REST, for what GraphQL lacks. A refusal is a value, never thrown. */
import { newKey, request, retryAfterOf, type Fetch } from './http';
import { problem, problemFrom, problemOf, type Problem } from './problems';

export type Answer<T> =
    | { ok: true; data: T; status: number; /** The path of the next page. */ next: string | null }
    | { ok: false; problem: Problem };

export interface Asked {
    query?: Record<string, string | number | boolean | null | undefined>;
    signal?: AbortSignal;
    /** Idempotency-Key: the same key is done once, however often it is sent. `true` makes one. */
    key?: string | true;
}

export interface Rest {
    get<T>(path: string, asked?: Asked): Promise<Answer<T>>;
    post<T = void>(path: string, body?: unknown, asked?: Asked): Promise<Answer<T>>;
    patch<T = void>(path: string, body: unknown, asked?: Asked): Promise<Answer<T>>;
    put<T = void>(path: string, body: unknown, asked?: Asked): Promise<Answer<T>>;
    delete<T = void>(path: string, body?: unknown, asked?: Asked): Promise<Answer<T>>;
}

const BASE = '/api/v1', KEPT_MOST = 100, WAIT_MOST_S = 5, TRIES = 3;

/** What was answered before, by path: asked again with its ETag, and kept if that still holds. */
interface Kept { etag: string; data: unknown; next: string | null }

export function makeRest(fetcher: Fetch = request, wait: (seconds: number) => Promise<void> = waited): Rest {
    const kept = new Map<string, Kept>();

    async function attempt<T>(method: string, path: string, body: unknown, asked: Asked, key: string | undefined): Promise<Answer<T>> {
        const known = method === 'GET' ? kept.get(path) : undefined;
        const answer = await fetcher(path, {
            method, signal: asked.signal, body: body === undefined ? undefined : JSON.stringify(body),
            headers: {
                Accept: 'application/json',
                ...body !== undefined && { 'Content-Type': 'application/json' },
                ...known && { 'If-None-Match': known.etag },
                ...key && { 'Idempotency-Key': key },
            },
        });
        if (answer.status === 304 && known)
            return { ok: true, data: known.data as T, status: 200, next: known.next };
        const data = await bodyOf(answer);
        if (!answer.ok)
            return { ok: false, problem: problemFrom((data ?? {}) as object, answer.status, retryAfterOf(answer)) };
        const next = nextOf(answer), etag = answer.headers.get('ETag');
        if (method === 'GET' && etag)
            keep(path, { etag, data, next });
        return { ok: true, data: data as T, status: answer.status, next };
    }

    function keep(path: string, one: Kept): void {
        kept.delete(path);
        kept.set(path, one);
        if (kept.size > KEPT_MOST)
            kept.delete(kept.keys().next().value!);
    }

    /* What the server wants tried again soon is, where that cannot do it twice. */
    async function ask<T>(method: string, path: string, body: unknown, asked: Asked = {}): Promise<Answer<T>> {
        const whole = address(path, asked.query);
        if (leadsUp(whole))
            return { ok: false, problem: problem('not_found', 404) };
        const key = asked.key === true ? newKey() : asked.key;
        const again = method === 'GET' || key !== undefined;
        for (let tries = 1; ; tries++) {
            const answer = await attempt<T>(method, whole, body, asked, key).catch((error: unknown) => refusedBy(error));
            const seconds = answer.ok ? undefined : answer.problem.retryAfter;
            if (seconds === undefined || !again || seconds > WAIT_MOST_S || tries === TRIES)
                return answer;
            await wait(seconds);
        }
    }

    return {
        get: (path, asked) => ask('GET', path, undefined, asked),
        post: (path, body, asked) => ask('POST', path, body, asked),
        patch: (path, body, asked) => ask('PATCH', path, body, asked),
        put: (path, body, asked) => ask('PUT', path, body, asked),
        delete: (path, body, asked) => ask('DELETE', path, body, asked),
    };
}

function refusedBy(error: unknown): { ok: false; problem: Problem } {
    return { ok: false, problem: error instanceof SyntaxError ? problem('unreadable') : problemOf(error) };
}

async function bodyOf(answer: Response): Promise<unknown> {
    const isJson = /[/+]json\b/.test(answer.headers.get('Content-Type') ?? '');

    return isJson && answer.status !== 204 ? await answer.json() : undefined;
}

/* Link: </api/v1/...>; rel="next" */
function nextOf(answer: Response): string | null {
    const found = /<([^>]*)>;[^,]*\brel="?next"?/.exec(answer.headers.get('Link') ?? '')?.[1];

    return found ? found.replace(/^https?:\/\/[^/]*/, '') : null;
}

function address(path: string, query: Asked['query'] = {}): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
        if (value !== null && value !== undefined && value !== '')
            search.set(name, String(value));
    const whole = path.startsWith(`${BASE}/`) ? path : BASE + path, added = search.toString();

    return added ? `${whole}${whole.includes('?') ? '&' : '?'}${added}` : whole;
}

/*
 * What stands in the address of a page becomes a part of a path: `..` would make another request of this than is meant. Browsers leave out
 * tabs and line ends before they look for it.
 */
const leadsUp = (path: string): boolean => /[/\\](\.|%2e){1,2}(?=[/\\]|$)|[#\t\n\r]/i.test(path.split('?', 1)[0]!);

const waited = (seconds: number) => new Promise<void>(resolve => setTimeout(resolve, seconds * 1000));

/** const answer = await rest.get<Draft[]>('/drafts'); if (!answer.ok) return problemText(answer.problem); */
export const rest = makeRest();
