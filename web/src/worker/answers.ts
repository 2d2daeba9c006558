/*
 * How the worker answers: files from what is kept; pages and what the API says from the network, and from what is kept only when there is
 * none. Undefined: the browser does as it would without a worker.
 */
import { FILES, PRIVATE, SHELL, type Env } from './env';

const KEPT_MOST = 80;

/* Pages that the program makes itself, and that are no part of the client. */
const FOREIGN = /^\/(api|graphql|graphiql|query|oembed|link|reset|confirm|email|first-admin|kith-realtime|media)\b|\.(rss|atom|xml|txt|js|css|json|svg|png|webmanifest)$/;

/* What may be read again without a network: lists and pages of the client, but no streams, files or secrets. */
const READABLE = /^\/api\/v1\/(users|posts|feed|timeline|lists|tags|search|channels|conversations|drafts|follow_requests|saved)\b(?!.*\/(exports|invites)\b)/;

export function answerTo(request: Request, env: Env): Promise<Response> | undefined {
    const { origin, pathname, search } = new URL(request.url);

    if (origin !== env.origin)
        return undefined;
    if (request.method === 'GET' && pathname.startsWith('/assets/') && !search)
        return file(request, env);
    if (request.mode === 'navigate' && request.method === 'GET')
        return FOREIGN.test(pathname) ? undefined : page(request, env);
    if (request.method === 'POST' && pathname === '/api/v1/graphql')
        return question(request, env);
    if (request.method === 'GET' && READABLE.test(pathname) && !request.headers.get('Range'))
        return read(request, request.url, env);
    return undefined;
}

async function file(request: Request, env: Env): Promise<Response> {
    const kept = await env.caches.open(FILES), known = await kept.match(request.url);

    if (known)
        return known;
    const answer = await env.fetch(request);
    if (answer.ok)
        await kept.put(request.url, answer.clone());
    return answer;
}

/* A page brings its data along, so the last one of the same place is better than the shell. */
async function page(request: Request, env: Env): Promise<Response> {
    const kept = await env.caches.open(PRIVATE);

    try {
        const answer = await env.fetch(request);
        if (answer.status === 200)
            keep(kept, request.url, answer.clone()).catch(() => {});
        return answer;
    } catch (problem) {
        const known = await kept.match(request.url) ?? await (await env.caches.open(FILES)).match(SHELL);
        if (known)
            return known;
        throw problem;
    }
}

/* Only queries are kept: what a document changes is never answered from anywhere but the server. */
async function question(request: Request, env: Env): Promise<Response> {
    const text = await request.clone().text();

    return isQuery(text) ? read(request, `${new URL(request.url).origin}/-/${await env.digest(text)}`, env) : env.fetch(request);
}

function isQuery(text: string): boolean {
    try {
        const { query } = JSON.parse(text) as { query?: string };
        return typeof query === 'string' && !/^\s*(mutation|subscription)\b/m.test(query);
    } catch {
        return false;
    }
}

async function read(request: Request, key: string, env: Env): Promise<Response> {
    const kept = await env.caches.open(PRIVATE);
    let answer: Response;

    try {
        answer = await env.fetch(request);
    } catch (problem) {
        const known = await kept.match(key);
        if (known)
            return known;
        throw problem;
    }
    if (answer.status === 200)
        await keep(kept, key, answer.clone());
    if (answer.status === 401)
        await env.caches.delete(PRIVATE);
    return answer;
}

/* The oldest go first. */
async function keep(kept: Cache, key: string, answer: Response): Promise<void> {
    await kept.delete(key);
    await kept.put(key, answer);
    const keys = await kept.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - KEPT_MOST)).map(old => kept.delete(old)));
}
