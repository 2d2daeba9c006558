import { expect, test } from 'vitest';
import { makeRest } from './rest';
import { fakeServer } from './testing/server';

function bed() {
    const server = fakeServer(), waits: number[] = [];

    return { server, waits, rest: makeRest(server.fetch, async seconds => void waits.push(seconds)) };
}

test('an answer has its data and the path of the next page', async () => {
    const { server, rest } = bed();
    server.say({ body: [1, 2], headers: { Link: '<http://kith.example/api/v1/drafts?cursor=x&limit=2>; rel="next"' } });
    expect(await rest.get<number[]>('/drafts', { query: { limit: 2, cursor: undefined } }))
        .toEqual({ ok: true, data: [1, 2], status: 200, next: '/api/v1/drafts?cursor=x&limit=2' });
    expect(server.heard[0]!.path).toBe('/api/v1/drafts?limit=2');
    server.say({ body: [3] });
    await rest.get('/api/v1/drafts?cursor=x&limit=2');
    expect(server.heard[1]!.path).toBe('/api/v1/drafts?cursor=x&limit=2');
});

test('a refusal is a value with its code, fields and wait', async () => {
    const { server, rest } = bed();
    server.say({
        status: 422, body: { code: 'invalid_input', status: 422, detail: 'No.', errors: [{ field: 'name', code: 'too_long', detail: 'Long.' }] },
    });
    expect(await rest.post('/lists', { name: 'x' })).toEqual({ ok: false, problem: {
        code: 'invalid_input', status: 422, detail: 'No.', fields: [{ field: 'name', code: 'too_long', detail: 'Long.' }], retryAfter: undefined,
    } });
});

test('a part of a path cannot make it another path', async () => {
    const { server, rest } = bed();
    for (const part of ['..', '.', '../users/me', '../conversations/5/accept?x=', '%2e%2E/users/me', '.%2e/x', '.\t./x', 'x#', '..\\users\\me'])
        expect(await rest.post(`/invites/${part}/accept`), part).toMatchObject({ ok: false, problem: { status: 404 } });
    expect(server.heard).toEqual([]);
    server.say({ body: {} }, { body: {} });
    await rest.get('/users/@a..b');
    await rest.get('/search', { query: { q: '/../x' } });
    expect(server.heard).toHaveLength(2);
});

test('without a network it is a refusal too', async () => {
    const { server, rest } = bed();
    server.say('broken');
    expect(await rest.post('/lists', {})).toMatchObject({ ok: false, problem: { code: 'offline', status: 0 } });
});

test('what is no JSON is a refusal', async () => {
    const rest = makeRest(async () => new Response('<html>', { headers: { 'Content-Type': 'application/json' } }));
    expect(await rest.get('/x')).toMatchObject({ ok: false, problem: { code: 'unreadable' } });
});

test('what was read is asked for again by its ETag', async () => {
    const { server, rest } = bed();
    server.say({ body: { a: 1 }, headers: { ETag: '"1"' } }, { status: 304 });
    await rest.get('/users/me');
    expect(await rest.get('/users/me')).toMatchObject({ ok: true, data: { a: 1 }, status: 200 });
    expect(server.heard.map(({ headers }) => headers.get('If-None-Match'))).toEqual([null, '"1"']);
});

test('a read waits as long as the server says, and is tried again', async () => {
    const { server, rest, waits } = bed();
    server.say({ status: 503, body: { code: 'overloaded' }, headers: { 'Retry-After': '2' } }, { body: 7 });
    expect(await rest.get('/x')).toMatchObject({ ok: true, data: 7 });
    expect(waits).toEqual([2]);
});

test('nobody is kept waiting for long', async () => {
    const { server, rest, waits } = bed();
    server.say({ status: 429, body: { code: 'too_many_requests' }, headers: { 'Retry-After': '60' } });
    expect(await rest.get('/x')).toMatchObject({ ok: false, problem: { code: 'too_many_requests', retryAfter: 60 } });
    expect(waits).toEqual([]);
});

test('a write is tried again only with a key, and then with the same', async () => {
    const { server, rest } = bed(), busy = { status: 409, body: { code: 'busy' }, headers: { 'Retry-After': '1' } };
    server.say(busy);
    expect((await rest.post('/posts', {})).ok).toBe(false);
    server.say(busy, { status: 201, body: {} });
    expect((await rest.post('/posts', {}, { key: true })).ok).toBe(true);
    const keys = server.heard.map(({ headers }) => headers.get('Idempotency-Key'));
    expect(keys[0]).toBeNull();
    expect(keys[1]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[2]).toBe(keys[1]);
});

test('an answer without content has none', async () => {
    const { server, rest } = bed();
    server.say({ status: 204 });
    expect(await rest.delete('/lists/7')).toMatchObject({ ok: true, data: undefined, status: 204 });
});
