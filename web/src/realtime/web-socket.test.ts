import assert from 'node:assert/strict';
import test from 'node:test';
import { settled } from './testing/clock.js';
import type { End, OpenRequest } from './transport.js';
import { WebSocketTransport, type SocketLike, type WebSocketOptions } from './web-socket.js';

class FakeSocket implements SocketLike {
    static all: FakeSocket[] = [];
    onopen: SocketLike['onopen'] = null;
    onmessage: SocketLike['onmessage'] = null;
    onclose: SocketLike['onclose'] = null;
    onerror: SocketLike['onerror'] = null;
    readonly sent: string[] = [];
    closedWith: number | undefined;

    constructor(readonly url: string, readonly protocols: string[], readonly headers: Record<string, string> = {}) {
        FakeSocket.all.push(this);
    }

    send(text: string): void {
        this.sent.push(text);
    }

    close(code?: number): void {
        this.closedWith = code;
    }
}

function dialled(request: Partial<OpenRequest> = {}, options: WebSocketOptions = {}, answer: () => Response = () => new Response()) {
    const asked: [string, RequestInit][] = [], heard: string[] = [], ends: End[] = [];
    const transport = new WebSocketTransport('https://kith.example', {
        fetch: (async (url: URL, init: RequestInit) => {
            asked.push([url.href, init]);
            return answer();
        }) as typeof fetch,
        ...options,
    });
    FakeSocket.all = [];
    const connection = transport.open({ credentials: { cookie: true }, topics: [], cursor: null, content: false, ...request }, {
        message: text => void heard.push(text), alive: () => {}, ended: end => void ends.push(end),
    });
    return { asked, heard, ends, connection };
}

/* Its socket is there, where there is one. */
async function bed(...given: Parameters<typeof dialled>) {
    const made = dialled(...given);
    await settled();
    return made;
}

const socket = (url: string, protocols: string[], headers: Record<string, string>) => new FakeSocket(url, protocols, headers);
const global = globalThis as { WebSocket?: unknown };
global.WebSocket = FakeSocket;

test('a browser\'s socket goes by its cookie', async () => {
    const { asked, connection, heard } = await bed({ topics: ['feed', 'channel:5'], cursor: '7.1', content: true });
    const [one] = FakeSocket.all;
    assert.equal(one!.url, 'wss://kith.example/api/v1/ws?topics=feed%2Cchannel%3A5&cursor=7.1&include=content');
    assert.deepEqual(one!.protocols, ['kith']);
    assert.deepEqual(asked, []);
    connection.send({ type: 'ping' });
    one!.onopen!({});
    connection.send({ type: 'ping', ref: '1' });
    one!.onmessage!({ data: '{}' });
    one!.onmessage!({ data: new ArrayBuffer(3) });
    assert.deepEqual([one!.sent, heard], [['{"type":"ping","ref":"1"}'], ['{}']]);
});

test('a token is exchanged for a ticket, and is never in a URL', async () => {
    const { asked } = await bed({ credentials: { token: 'secret' } }, {}, () => Response.json({ ticket: 'once' }, { status: 201 }));
    await settled();
    assert.equal(asked[0]![0], 'https://kith.example/api/v1/realtime/ticket');
    assert.equal(asked[0]![1].method, 'POST');
    assert.deepEqual(asked[0]![1].headers, { Authorization: 'Bearer secret' });
    assert.equal(FakeSocket.all[0]!.url, 'wss://kith.example/api/v1/ws?ticket=once');
});

test('where headers can be sent, the token is in one', async () => {
    const { asked } = await bed({ credentials: { token: 'secret' } }, { socket });
    assert.deepEqual(asked, []);
    assert.equal(FakeSocket.all[0]!.url, 'wss://kith.example/api/v1/ws');
    assert.deepEqual(FakeSocket.all[0]!.headers, { Authorization: 'Bearer secret' });
});

test('without a ticket there is no socket, and its answer says why', async () => {
    const { ends } = await bed({ credentials: { token: 'old' } }, {}, () => new Response('', { status: 401 }));
    await settled();
    assert.deepEqual([ends, FakeSocket.all], [[{ code: 1006, status: 401, retryMs: undefined }], []]);
    const down = await bed({ credentials: { token: 't' } }, {}, () => { throw new TypeError('no network'); });
    await settled();
    assert.deepEqual(down.ends, [{ code: 1006, reason: 'TypeError: no network' }]);
});

test('closed while the ticket is fetched, there is no socket either', async () => {
    const { connection, ends } = dialled({ credentials: { token: 't' } }, {}, () => Response.json({ ticket: 'once' }, { status: 201 }));
    connection.close();
    await settled();
    assert.deepEqual([FakeSocket.all, ends], [[], []]);
});

test('its end is told with code and reason', async () => {
    const { ends } = await bed(), [one] = FakeSocket.all;
    one!.onopen!({});
    one!.onerror!({});
    one!.onclose!({ code: 4001, reason: 'session_ended' });
    await settled();
    assert.deepEqual(ends, [{ code: 4001, reason: 'session_ended' }]);
});

test('a socket that a browser could not open is asked about', async () => {
    const { asked, ends } = await bed({}, {}, () => new Response('', { status: 401 }));
    FakeSocket.all[0]!.onclose!({ code: 1006, reason: '' });
    await settled();
    assert.equal(asked[0]![0], 'https://kith.example/api/v1/realtime/status');
    assert.deepEqual(ends, [{ code: 1006, status: 401, retryMs: undefined }]);
    const well = await bed();
    FakeSocket.all[0]!.onclose!({ code: 1006, reason: '' });
    await settled();
    assert.deepEqual(well.ends, [{ code: 1006 }]);
    const byToken = await bed({ credentials: { token: 'old' } }, { socket }, () => new Response('', { status: 401 }));
    FakeSocket.all[0]!.onclose!({ code: 1006, reason: '' });
    await settled();
    assert.deepEqual([byToken.asked[0]![1].headers, byToken.ends[0]!.status], [{ Authorization: 'Bearer old' }, 401]);
    const down = await bed({}, {}, () => { throw new TypeError('no network'); });
    FakeSocket.all[0]!.onclose!({ code: 1006, reason: '' });
    await settled();
    assert.deepEqual(down.ends, [{ code: 1006 }]);
});

test('closed by its owner, it is closed with 1000, and nobody is asked why', async () => {
    const { asked, connection } = await bed(), [one] = FakeSocket.all;
    connection.close();
    one!.onclose!({ code: 1006, reason: '' });
    await settled();
    assert.deepEqual([one!.closedWith, asked], [1000, []]);
});

test('a socket that cannot even be made is an end', async () => {
    const { ends } = await bed({}, { socket: () => { throw new SyntaxError('bad address'); } });
    await settled();
    assert.deepEqual(ends, [{ code: 1006, reason: 'SyntaxError: bad address' }]);
});
