import assert from 'node:assert/strict';
import test from 'node:test';
import { EventStreamTransport } from './event-stream.js';
import { EventParser } from './sse.js';
import { chance, settled } from './testing/clock.js';
import type { End, OpenRequest } from './transport.js';

/* ---- the form ---- */

function parsed(parts: string[], most = 1 << 20): string[] {
    const events: string[] = [], parser = new EventParser(data => events.push(data), most);
    parts.forEach(part => parser.push(part));
    return events;
}

const STREAM = 'retry: 3000\n\nid: 1.1\ndata: {"a":1}\n\n: comment\n\ndata:{"b":2}\ndata: more\n\nevent: x\n\ndata\n\n:\n';
const EVENTS = ['{"a":1}', '{"b":2}\nmore', ''];

test('events are parsed, with every end of line', () => {
    for (const end of ['\n', '\r\n', '\r'])
        assert.deepEqual(parsed([STREAM.replaceAll('\n', end)]), EVENTS, JSON.stringify(end));
});

test('events are the same wherever the pieces are cut', () => {
    const random = chance(3);
    for (const end of ['\n', '\r\n', '\r'])
        for (let n = 0; n < 300; n++) {
            const text = STREAM.replaceAll('\n', end), parts: string[] = [];
            for (let at = 0; at < text.length;) {
                const next = at + Math.floor(random() * 12);
                parts.push(text.slice(at, next));
                at = next;
            }
            assert.deepEqual(parsed(parts), EVENTS, JSON.stringify(parts));
        }
});

test('what ends in the middle of an event is none', () => {
    assert.deepEqual(parsed(['data: 1\n\ndata: 2\n']), ['1']);
});

test('an event that is longer than any should be is refused', () => {
    const parser = new EventParser(() => {}, 100);
    assert.ok(parser.push('data: ' + 'x'.repeat(90)));
    assert.ok(!parser.push('x'.repeat(10)));
    const lines = new EventParser(() => {}, 100);
    assert.ok(!lines.push('data: x\n'.repeat(51)));
});

/* ---- the transport ---- */

interface Asked { url: URL; init: RequestInit & { headers: Record<string, string> } }

/* A transport whose calls are answered by the test. */
function bed(answer: (asked: Asked) => Response | Promise<Response>) {
    const asked: Asked[] = [], heard: any[] = [], ends: End[] = [];
    let alive = 0;
    const transport = new EventStreamTransport('https://kith.example/x', {
        fetch: (async (url: URL, init: Asked['init']) => {
            const one = { url, init };
            asked.push(one);
            return answer(one);
        }) as typeof fetch,
    });
    const open = (more: Partial<OpenRequest> = {}) => transport.open(
        { credentials: { cookie: true }, topics: [], cursor: null, content: false, ...more },
        { message: text => void heard.push(JSON.parse(text)), alive: () => void alive++, ended: end => void ends.push(end) },
    );
    return { asked, heard, ends, open, alive: () => alive };
}

const pending = () => new Promise<Response>(() => {});

function stream(...parts: string[]): Response {
    return new Response(new ReadableStream({
        start(controller) {
            parts.forEach(part => controller.enqueue(new TextEncoder().encode(part)));
            controller.close();
        },
    }));
}

test('a stream is asked for with its cursor and token in headers, and the rest in the query', async () => {
    const { asked, open } = bed(() => stream());
    open({ credentials: { token: 'secret' }, topics: ['channel:5', 'tag:é'], cursor: '7.1', content: true });
    await settled();
    const [{ url, init }] = asked as [Asked];
    assert.equal(url.href, 'https://kith.example/api/v1/events?topics=channel%3A5%2Ctag%3A%C3%A9&include=content');
    assert.equal(init.headers['Authorization'], 'Bearer secret');
    assert.equal(init.headers['Last-Event-ID'], '7.1');
    assert.equal(init.headers['Accept'], 'text/event-stream');
    open({ credentials: { ticket: 'once' } });
    assert.equal(asked[1]!.url.href, 'https://kith.example/api/v1/events?ticket=once');
    assert.deepEqual(Object.keys(asked[1]!.init.headers), ['Accept']);
});

test('events come as they were sent, also in the middle of a letter, and its end is an end', async () => {
    const { heard, ends, open, alive } = bed(() => new Response(new ReadableStream({
        start(controller) {
            for (const octet of new TextEncoder().encode(': hi\n\ndata: {"type":"hello","text":"Grüße 👋"}\n\n'))
                controller.enqueue(new Uint8Array([octet]));
            controller.close();
        },
    })));
    open();
    await settled();
    await settled();
    assert.deepEqual(heard, [{ type: 'hello', text: 'Grüße 👋' }]);
    assert.deepEqual(ends, [{ code: 1006 }]);
    assert.ok(alive() > 10);
});

test('what is no stream says why', async () => {
    const { ends, open } = bed(() => new Response('{}', { status: 503, headers: { 'Retry-After': '7' } }));
    open();
    await settled();
    assert.deepEqual(ends, [{ code: 1006, status: 503, retryMs: 7000 }]);
    const gone = bed(() => { throw new TypeError('no network'); });
    gone.open();
    await settled();
    assert.deepEqual(gone.ends, [{ code: 1006, reason: 'TypeError: no network' }]);
});

test('an endless event ends the stream', async () => {
    const { ends, open } = bed(() => stream('data: ' + 'x'.repeat(1 << 20), 'x\n\n'));
    open();
    await settled();
    await settled();
    assert.deepEqual(ends, [{ code: 1006 }]);
});

test('closed, its calls are called off', async () => {
    const { asked, open } = bed(pending), connection = open();
    connection.send({ type: 'delete', messageId: '3', ref: '1' });
    connection.close();
    assert.deepEqual(asked.map(({ init }) => init.signal!.aborted), [true, true]);
});

/* ---- commands ---- */

async function said(command: object, answer: Response | (() => never)): Promise<{ asked: Asked; answer: any }> {
    const { asked, heard, open } = bed(({ url }) => url.pathname.endsWith('/events') ? pending()
        : typeof answer === 'function' ? answer() : answer);
    open({ credentials: { token: 't' } }).send({ ref: '1', ...command } as never);
    await settled();
    return { asked: asked[1]!, answer: heard[0] };
}

const CALLS: [object, string, string, object | undefined][] = [
    [{ type: 'edit', messageId: '3', content: 'x' }, 'PATCH', '/messages/3', { content: 'x' }],
    [{ type: 'delete', messageId: '3' }, 'DELETE', '/messages/3', undefined],
    [{ type: 'react', messageId: '3', emoji: '👍' }, 'PUT', '/messages/3/reactions/%F0%9F%91%8D', undefined],
    [{ type: 'unreact', messageId: '3', emoji: '👍' }, 'DELETE', '/messages/3/reactions/%F0%9F%91%8D', undefined],
    [{ type: 'read', channelId: '5', messageId: '3' }, 'PUT', '/channels/5/read', { message_id: '3' }],
    [{ type: 'typing', channelId: '5', typing: true }, 'POST', '/channels/5/typing', { is_typing: true }],
    [{ type: 'presence', status: 'invisible' }, 'PATCH', '/users/me/messaging', { presence: 'invisible' }],
];

for (const [command, method, path, body] of CALLS)
    test(`${(command as { type: string }).type} is ${method} ${path}`, async () => {
        const { asked, answer } = await said(command, new Response(null, { status: 204 }));
        assert.deepEqual([asked.init.method, asked.url.pathname], [method, `/api/v1${path}`]);
        assert.deepEqual(asked.init.body && JSON.parse(asked.init.body as string), body);
        assert.equal(asked.init.headers['Authorization'], 'Bearer t');
        assert.deepEqual([answer.type, answer.ref], ['ack', '1']);
    });

test('a message is posted, and its answer is the ack of a socket', async () => {
    const made = { id: '9', channel_id: '5', seq: 4, client_ref: 'r', created_at: '2026-11-30T10:00:00.000Z', content: 'hi' };
    const { asked, answer } = await said({ type: 'send', channelId: '5', content: 'hi', replyToId: '8', clientRef: 'r' }, Response.json(made));
    assert.equal(asked.url.pathname, '/api/v1/channels/5/messages');
    assert.deepEqual(JSON.parse(asked.init.body as string), { content: 'hi', reply_to_id: '8', client_ref: 'r' });
    assert.deepEqual(answer, {
        type: 'ack', ref: '1', channelId: '5', messageId: '9', seq: 4, clientRef: 'r', createdAt: made.created_at, duplicate: true,
    });
});

test('a refusal is the error of a socket, and trouble says when to try again', async () => {
    const send = { type: 'send', channelId: '5', content: 'hi', clientRef: 'r' };
    const problem = (status: number, code: string, headers = {}) => Response.json({ code, detail: 'No.' }, { status, headers });
    assert.deepEqual((await said(send, problem(403, 'not_a_member'))).answer,
        { type: 'error', code: 'not_a_member', ref: '1', detail: 'No.' });
    assert.equal((await said(send, problem(429, 'slow_mode', { 'Retry-After': '60' }))).answer.retryMs, 60_000);
    assert.equal((await said(send, problem(503, 'unavailable'))).answer.retryMs, 3000);
    const down = (await said(send, () => { throw new TypeError('no network'); })).answer;
    assert.deepEqual([down.code, down.retryMs], ['unreachable', 3000]);
    assert.equal((await said(send, new Response('<html>', { status: 502 }))).answer.code, 'http_502');
});

test('with a ticket, which is spent, commands are refused for good', async () => {
    const { heard, open } = bed(({ url }) => url.pathname.endsWith('/events') ? pending() : new Response('', { status: 401 }));
    open({ credentials: { ticket: 'once' } }).send({ type: 'delete', messageId: '3', ref: '1' });
    open({ credentials: { token: 'old' } }).send({ type: 'delete', messageId: '3', ref: '2' });
    await settled();
    assert.deepEqual(heard.map(answer => answer.retryMs), [undefined, 3000]);
});

test('being away or back is a matter of sockets', async () => {
    const { asked, answer } = await said({ type: 'presence', status: 'away' }, new Response());
    assert.equal(asked, undefined);
    assert.equal(answer.type, 'ack');
});
