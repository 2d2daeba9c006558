// npm's graphql-ws and graphql-sse against a server: node live.mjs ORIGIN SHORT. Tokens of SHORT live for seconds.
import { createHash } from 'node:crypto';
import { createClient as createSockets } from 'graphql-ws';
import { createClient as createStreams } from 'graphql-sse';
import WebSocket from 'ws';
import { assert, holds, verdict } from './cases.mjs';
import { order } from './orders.mjs';

const [origin, short] = process.argv.slice(2);
const PUBLIC = 'subscription { postCreated(timeline: PUBLIC) { content } }';
const PASSWORD = 'correct horse 9';
const soon = () => new Promise(again => setTimeout(again, 50));

// ---- a server, asked in other ways ----

async function call(path, body, token, at = origin, method = 'POST') {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${at}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.status === 204 ? null : answer.json();
}

const joined = (username, at) => call('/auth/register', { username, email: `${username}@example.org`, password: PASSWORD }, null, at);
const tokenOf = async (username, at) => (await call('/auth/login', { username, password: PASSWORD }, null, at)).token;
const posted = (content, token, at) => call('/posts', { content }, token, at);

// ---- clients ----

const DEAD = [4001, 4003];

function sockets(token, more = {}, at = origin) {
    const heard = { closed: [], connected: 0, pongs: 0 };
    const client = createSockets({
        url: `${at.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 1000, retryWait: soon,
        connectionParams: token && (async () => ({ Authorization: `Bearer ${await token()}` })),
        shouldRetry: closed => !DEAD.includes(closed.code), ...more,
        on: {
            closed: event => heard.closed.push(event.code), connected: () => heard.connected++,
            pong: received => { heard.pongs += received; },
        },
    });
    return Object.assign(client, { heard });
}

function streams(token, more = {}, at = origin) {
    const heard = { connected: 0 };
    const client = createStreams({
        url: `${at}/graphql`, retryAttempts: 1000, retry: soon, on: { connected: () => heard.connected++ }, ...more,
        ...(token && { headers: async () => ({ Authorization: `Bearer ${await token()}` }) }),
    });
    return Object.assign(client, { heard });
}

// What an operation has given so far, and waiting for a number of results, or for its end.
function watched(client, query, more = {}) {
    const seen = { results: [], ended: undefined };
    let wake = () => {};
    const set = change => { change(); wake(); };
    seen.stop = client.subscribe({ query, ...more }, {
        next: result => set(() => seen.results.push(result)), error: problem => set(() => { seen.ended = problem; }),
        complete: () => set(() => { seen.ended = 'complete'; }),
    });
    seen.until = async ready => {
        while (!ready(seen))
            await new Promise(resolve => { wake = resolve; });
        return seen;
    };
    seen.has = number => seen.until(s => s.results.length >= number);
    seen.end = async () => (await seen.until(s => s.ended !== undefined)).ended;
    return seen;
}

const asked = async (client, query, more) => {
    const one = watched(client, query, more);
    const ended = await one.end();
    return ended === 'complete' ? one.results : ended.map(problem => [problem.extensions.code, problem.message]);
};
const contents = seen => seen.results.map(result => result.data.postCreated.content);

// After a break nobody knows when the client listens again: so something is said until it is heard.
async function heardAgain(seen, word, say) {
    for (let n = 0; !contents(seen).some(content => content.startsWith(word)); n++) {
        await say(`${word} ${n}`);
        await soon();
    }
    assert.deepEqual(new Set(contents(seen)).size, seen.results.length, 'nothing comes twice');
}

await joined('ada');
await joined('bob');
const ada = await tokenOf('ada');
const asAda = () => ada;

// ---- graphql-ws ----

await holds('a socket takes queries, mutations and subscriptions', async () => {
    const client = sockets(asAda);
    const home = watched(client, 'subscription Home { postCreated { content author { username } } }', { operationName: 'Home' });
    assert.deepEqual(await asked(client, '{ me { username } }'), [{ data: { me: { username: 'ada' } } }]);
    for (const content of ['one', 'two'])
        await asked(client, 'mutation ($i: CreatePostInput!) { createPost(input: $i) { post { id } } }', { variables: { i: { content } } });
    await home.has(2);
    assert.deepEqual(home.results.map(({ data }) => data.postCreated), ['one', 'two'].map(content => ({ content, author: { username: 'ada' } })));
    home.stop();
    assert.equal(await home.end(), 'complete');
    await client.dispose();
    assert.equal(client.heard.connected, 1);
});

await holds('what is wrong ends its operation alone, with its codes', async () => {
    const client = sockets();
    const others = watched(client, PUBLIC);
    for (const [query, code] of [['{', 'GRAPHQL_PARSE_FAILED'], ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
        ['subscription { postCreated { id } }', 'not_signed_in'], ['subscription { commentAdded(postId: 12345) { id } }', 'post_not_found'],
        ['query ($n: Int!) { trendingTags(first: $n) { name } }', 'BAD_USER_INPUT']])
        assert.equal((await asked(client, query))[0][0], code, query);
    const [{ data, errors }] = await asked(client, 'mutation { deletePost(input: { id: "1" }) { deletedId } }');
    assert.deepEqual([data, errors[0].path, errors[0].extensions.code], [{ deletePost: null }, ['deletePost'], 'not_signed_in']);
    await posted('still here', ada);
    await others.has(1);
    assert.deepEqual(client.heard.closed, []);
    await client.dispose();
});

await holds('a subscription is completed when what it is about is gone', async () => {
    const client = sockets();
    const { id } = await posted('to be deleted', ada);
    const comments = watched(client, 'subscription ($id: ID!) { commentAdded(postId: $id) { content } }', { variables: { id } });
    await asked(client, '{ __typename }');
    await call(`/posts/${id}/comments`, { content: 'first' }, ada);
    await comments.has(1);
    await call(`/posts/${id}`, undefined, ada, origin, 'DELETE');
    assert.equal(await comments.end(), 'complete');
    assert.deepEqual(comments.results, [{ data: { commentAdded: { content: 'first' } } }]);
    await client.dispose();
});

await holds('a document is run by its hash', async () => {
    const client = sockets(asAda), query = '{ me { username } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    assert.deepEqual(await asked(client, '', { extensions }), [['PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound']]);
    for (const text of [query, ''])
        assert.deepEqual(await asked(client, text, { extensions }), [{ data: { me: { username: 'ada' } } }]);
    await client.dispose();
});

await holds('pings of a client are answered', async () => {
    const client = sockets(null, { keepAlive: 20 });
    const seen = watched(client, PUBLIC);
    while (client.heard.pongs < 3)
        await soon();
    seen.stop();
    await client.dispose();
});

await holds('a client whose token is no good hears 4403', async () => {
    const closed = await watched(sockets(() => 'nonsense', { shouldRetry: () => false }), '{ me { id } }').end();
    assert.deepEqual([closed.code, closed.reason], [4403, 'Forbidden']);
});

await holds('a client whose session ends hears 4001', async () => {
    const token = await tokenOf('bob'), client = sockets(() => token), seen = watched(client, PUBLIC);
    await asked(client, '{ me { id } }');
    await call('/auth/logout', {}, token);
    assert.equal((await seen.end()).code, 4001);
});

await holds('a socket comes back when its token expires, with another', async () => {
    await joined('eve', short);
    const client = sockets(() => tokenOf('eve', short), {}, short), seen = watched(client, PUBLIC);
    while (!client.heard.closed.includes(4002))
        await soon();
    await heardAgain(seen, 'after', async content => posted(content, await tokenOf('eve', short), short));
    assert.deepEqual([...new Set(client.heard.closed)], [4002]);
    seen.stop();
    await client.dispose();
});

// ---- graphql-sse ----

await holds('a stream has the results of its operation, and ends', async () => {
    const client = streams(asAda);
    assert.deepEqual(await asked(client, '{ me { username } }'), [{ data: { me: { username: 'ada' } } }]);
    const { id } = await posted('for a stream', ada);
    const comments = watched(client, 'subscription ($id: ID!) { commentAdded(postId: $id) { content } }', { variables: { id } });
    while (client.heard.connected < 2)
        await soon();
    await call(`/posts/${id}/comments`, { content: 'first' }, ada);
    await comments.has(1);
    await call(`/posts/${id}`, undefined, ada, origin, 'DELETE');
    assert.equal(await comments.end(), 'complete');
    assert.deepEqual(comments.results, [{ data: { commentAdded: { content: 'first' } } }]);
});

await holds('what a stream is refused for has its status and its codes', async () => {
    for (const [query, status, code] of [['subscription { nothing }', 400, 'GRAPHQL_VALIDATION_FAILED'],
        ['subscription { postCreated { id } }', 401, 'not_signed_in'],
        ['subscription { commentAdded(postId: 12345) { id } }', 404, 'post_not_found']]) {
        const problem = await watched(streams(null, { retryAttempts: 0 }), query).end();
        assert.equal(problem.response.status, status, query);
        assert.equal((await problem.response.json()).errors[0].extensions.code, code, query);
    }
});

await holds('a stream comes back when its token expires, with another', async () => {
    const client = streams(() => tokenOf('eve', short), {}, short), seen = watched(client, PUBLIC);
    while (client.heard.connected < 3)
        await soon();
    await heardAgain(seen, 'later', async content => posted(content, await tokenOf('eve', short), short));
    assert.equal(seen.ended, undefined);
    seen.stop();
});

// ---- both, and accidents ----

await holds('sockets and streams come back to a server that was killed, or stops', async () => {
    const socket = sockets(asAda), stream = streams(asAda);
    const both = [watched(socket, PUBLIC), watched(stream, PUBLIC)];
    for (const accident of ['kill', 'stop']) {
        while (!socket.heard.connected || !stream.heard.connected)
            await soon();
        socket.heard.connected = stream.heard.connected = 0;
        await order(accident);
        await order('start');
        for (const seen of both)
            await heardAgain(seen, accident, content => posted(content, ada));
    }
    assert.equal(socket.heard.closed[0], 1006);
    assert.ok(socket.heard.closed.includes(1001));
    for (const seen of both)
        seen.stop();
    await socket.dispose();
});

verdict();
