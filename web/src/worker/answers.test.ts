import { expect, test } from 'vitest';
import { PRIVATE as EMPTIED } from '../data/viewer';
import { answerTo } from './answers';
import { FILES, PRIVATE, SHELL, type Env } from './env';

const ORIGIN = 'https://kith.example';

/* A browser's caches, as far as the worker uses them. */
function fakeCaches() {
    const stores = new Map<string, Map<string, Response>>();
    const urlOf = (asked: RequestInfo | URL) => new URL(asked instanceof Request ? asked.url : String(asked), ORIGIN).href;

    return {
        stores,
        caches: {
            open: async (name: string) => {
                const store = stores.get(name) ?? new Map<string, Response>();
                stores.set(name, store);
                return {
                    match: async (asked: RequestInfo) => store.get(urlOf(asked))?.clone(),
                    put: async (asked: RequestInfo, answer: Response) => void store.set(urlOf(asked), answer),
                    delete: async (asked: RequestInfo) => store.delete(urlOf(asked)),
                    keys: async () => [...store.keys()].map(url => new Request(url)),
                } as unknown as Cache;
            },
            delete: async (name: string) => stores.delete(name),
            keys: async () => [...stores.keys()],
        },
    };
}

function bed() {
    const { stores, caches } = fakeCaches(), asked: string[] = [];
    const server = { online: true, answer: () => new Response('fresh') };
    const env: Env = {
        origin: ORIGIN, caches, digest: async text => `${text.length}-${text.slice(-20)}`,
        fetch: async request => {
            asked.push(request.url);
            if (!server.online)
                throw new TypeError('no network');
            return server.answer();
        },
    };
    const ask = (path: string, init: RequestInit = {}) => answerTo(new Request(ORIGIN + path, init), env);
    const navigate = (path: string) => answerTo(Object.defineProperty(new Request(ORIGIN + path), 'mode', { value: 'navigate' }), env);
    const graphql = (query: string) => ask('/api/v1/graphql', { method: 'POST', body: JSON.stringify({ query }) });

    return { stores, asked, server, env, ask, navigate, graphql, text: async (answer: Promise<Response> | undefined) => (await answer!).text() };
}

test('a file is fetched once', async () => {
    const b = bed();
    expect(await b.text(b.ask('/assets/a-1.js'))).toBe('fresh');
    b.server.online = false;
    expect(await b.text(b.ask('/assets/a-1.js'))).toBe('fresh');
    expect(b.asked).toHaveLength(1);
});

test('a file that is not there is not kept', async () => {
    const b = bed();
    b.server.answer = () => new Response('', { status: 404 });
    await b.ask('/assets/a-1.js');
    expect(b.stores.get(FILES)!.size).toBe(0);
});

test('a page is the server\'s, and without a network the last one of that place, or the shell', async () => {
    const b = bed();
    await (await b.env.caches.open(FILES)).put(SHELL, new Response('shell'));
    expect(await b.text(b.navigate('/messages/7'))).toBe('fresh');
    b.server.online = false;
    expect(await b.text(b.navigate('/messages/7'))).toBe('fresh');
    expect(await b.text(b.navigate('/@ada/7?x=1'))).toBe('shell');
});

test.each(['/api/v1/openapi.json', '/graphiql', '/@ada.rss', '/tag/tea.atom', '/robots.txt', '/link', '/reset?x'])
('a page that is not the client\'s is left alone: %s', path => {
    expect(bed().navigate(path)).toBeUndefined();
});

test('what a form of the server\'s answers is no page of that place', async () => {
    const b = bed();
    const form = Object.defineProperty(new Request(`${ORIGIN}/login`, { method: 'POST', body: 'password=x' }), 'mode', { value: 'navigate' });
    expect(answerTo(form, b.env)).toBeUndefined();
});

test('a file with words behind its name is left alone', () => {
    expect(bed().ask('/assets/a-1.js?x=1')).toBeUndefined();
});

test('other hosts, streams, writes and secrets are left alone', () => {
    const b = bed();
    expect(answerTo(new Request('https://other.example/assets/a.js'), b.env)).toBeUndefined();
    expect(b.ask('/api/v1/events')).toBeUndefined();
    expect(b.ask('/api/v1/posts', { method: 'POST', body: '{}' })).toBeUndefined();
    expect(b.ask('/api/v1/auth/sessions')).toBeUndefined();
    expect(b.ask('/api/v1/users/me/exports/7/file')).toBeUndefined();
    expect(b.ask('/api/v1/channels/7/invites')).toBeUndefined();
});

test('what was read last is there without a network, and the network comes first', async () => {
    const b = bed();
    let n = 0;
    b.server.answer = () => new Response(`feed ${++n}`);
    await b.graphql('query HomePage { feed }');
    expect(await b.text(b.graphql('query HomePage { feed }'))).toBe('feed 2');
    b.server.online = false;
    expect(await b.text(b.graphql('query HomePage { feed }'))).toBe('feed 2');
    await expect(b.graphql('query Other { saved }')).rejects.toThrow('no network');
});

test('what changes something is never answered from what is kept', async () => {
    const b = bed();
    for (const document of ['mutation Like { like }', 'fragment F on Post { id }\nmutation Like { like }', 'not json']) {
        b.server.online = true;
        await b.graphql(document);
        b.server.online = false;
        await expect(b.graphql(document === 'not json' ? 'mutation X { y }' : document)).rejects.toThrow();
    }
    expect([...b.stores.get(PRIVATE)?.keys() ?? []].some(key => key.includes('mutation'))).toBe(false);
});

test('a refusal is not kept, and the end of the session empties all', async () => {
    const b = bed();
    await b.graphql('query A { feed }');
    b.server.answer = () => new Response('', { status: 401 });
    await b.graphql('query B { feed }');
    expect(b.stores.has(PRIVATE)).toBe(false);
});

test('only so much is kept, and the oldest goes', async () => {
    const b = bed();
    for (let n = 0; n < 100; n++)
        await b.ask(`/api/v1/posts/${n}`);
    const keys = [...b.stores.get(PRIVATE)!.keys()];
    expect(keys).toHaveLength(80);
    expect(keys[0]).toBe(`${ORIGIN}/api/v1/posts/20`);
});

test('what is emptied on signing out is what the worker keeps', () => expect(EMPTIED).toBe(PRIVATE));
