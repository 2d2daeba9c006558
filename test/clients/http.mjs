// Clients of HTTP/1.1 and HTTP/2 on net-echo: node http.mjs PORT TLS_PORT
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import http2 from 'node:http2';
import { Agent, FormData, Pool, fetch, request } from 'undici';
import { assert, holds, once, verdict, whole } from './harness.mjs';

const [port, tlsPort] = process.argv.slice(2);
const plain = `http://127.0.0.1:${port}`, secure = `https://127.0.0.1:${tlsPort}`;
const trusting = { connect: { rejectUnauthorized: false } };
const large = randomBytes(20 << 20);
const echo = (method, target, body) => Buffer.concat([Buffer.from(`${method} ${target}\n`), body]);

await holds('undici: methods, queries and bodies', async () => {
    for (const base of [plain, secure])
        for (const [method, body] of [['GET'], ['DELETE'], ['POST', 'hello'], ['PUT', ''], ['PATCH', 'ü']]) {
            const answer = await fetch(`${base}/a?b=%20c`, { method, body, dispatcher: new Agent(trusting) });
            assert.equal(answer.status, 200);
            assert.equal(await answer.text(), `${method} /a?b=%20c\n${body ?? ''}`);
        }
});

await holds('undici: a body without a length', async () => {
    async function* pieces() {
        for (let at = 0; at < large.length; at += 1 << 18)
            yield large.subarray(at, at + (1 << 18));
    }
    const answer = await fetch(`${plain}/`, { method: 'POST', body: pieces(), duplex: 'half' });
    assert.ok(echo('POST', '/', large).equals(Buffer.from(await answer.arrayBuffer())));
});

await holds('undici: a form with a file', async () => {
    const form = new FormData();
    form.append('name', 'value');
    form.append('file', new Blob([large.subarray(0, 100000)]), 'a "name".bin');
    const answer = await fetch(`${plain}/form`, { method: 'POST', body: form });
    assert.ok((await answer.arrayBuffer()).byteLength > 100000);
});

await holds('undici: 2,000 requests, 16 in a pipeline', async () => {
    const pool = new Pool(plain, { connections: 4, pipelining: 16 });
    await Promise.all(Array.from({ length: 2000 }, async (_, n) => {
        const answer = await pool.request({ path: `/${n}`, method: 'GET' });
        assert.equal(await answer.body.text(), `GET /${n}\n`);
    }));
    await pool.close();
});

await holds('undici: HTTP/2 by ALPN', async () => {
    const agent = new Agent({ ...trusting, allowH2: true });
    await Promise.all(Array.from({ length: 200 }, async (_, n) => {
        const { statusCode, body } = await request(`${secure}/${n}`, { method: 'POST', body: `body ${n}`, dispatcher: agent });
        assert.equal(statusCode, 200);
        assert.equal(await body.text(), `POST /${n}\nbody ${n}`);
    }));
    await agent.close();
});

await holds('undici: a download that is broken off, and the next request', async () => {
    const stop = new AbortController();
    const answer = await fetch(`${plain}/bytes/1000000000`, { signal: stop.signal });
    await answer.body.getReader().read();
    stop.abort();
    assert.equal(await (await fetch(`${plain}/next`)).text(), 'GET /next\n');
});

await holds('node http: a connection that stays, HEAD, 100-continue and trailers', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ask = options => http.request({ port, agent, ...options });
    for (let n = 0; n < 3; n++) {
        const head = ask({ method: 'HEAD', path: '/bytes/5' }).end();
        const answer = await once(head, 'response');
        assert.equal((await whole(answer)).length, 0);
    }
    const patient = ask({ method: 'POST', path: '/', headers: { expect: '100-continue', 'transfer-encoding': 'chunked', trailer: 'x-sum' } });
    patient.flushHeaders();
    await once(patient, 'continue');
    patient.addTrailers({ 'x-sum': '1' });
    patient.end('patience');
    assert.equal(String(await whole(await once(patient, 'response'))), 'POST /\npatience');
    agent.destroy();
});

function session(base) {
    return http2.connect(base, { rejectUnauthorized: false, maxSendHeaderBlockLength: 1 << 20, settings: { initialWindowSize: 1 << 20 } });
}

async function ask(from, headers, body) {
    const stream = from.request(headers, { endStream: body === undefined });
    if (body !== undefined)
        stream.end(body);
    const fields = await once(stream, 'response');
    return { status: fields[':status'] ?? fields[0][':status'], body: await whole(stream) };
}

for (const [name, base] of [['clear text', plain], ['TLS', secure]]) {
    await holds(`node http2, ${name}: 500 streams`, async () => {
        const s = session(base);
        await Promise.all(Array.from({ length: 500 }, async (_, n) => {
            const { status, body } = await ask(s, { ':path': `/${n}`, ':method': 'POST' }, `body ${n}`);
            assert.equal(status, 200);
            assert.equal(String(body), `POST /${n}\nbody ${n}`);
        }));
        s.close();
    });

    await holds(`node http2, ${name}: large bodies both ways`, async () => {
        const s = session(base);
        const both = await Promise.all([1, 2].map(n => ask(s, { ':path': `/${n}`, ':method': 'PUT' }, large)));
        both.forEach(({ body }, n) => assert.ok(body.equals(echo('PUT', `/${n + 1}`, large))));
        const { body } = await ask(s, { ':path': '/bytes/30000000' });
        assert.equal(body.length, 30000000);
        s.close();
    });

    await holds(`node http2, ${name}: streams that are cancelled, trailers, and what is too long`, async () => {
        const s = session(base);
        for (let n = 0; n < 20; n++) {
            const stream = s.request({ ':path': '/bytes/100000000' });
            await once(stream, 'data');
            stream.close(http2.constants.NGHTTP2_CANCEL);
        }
        const stream = s.request({ ':path': '/', ':method': 'POST' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
        stream.end('with trailers');
        assert.equal(String(await whole(stream)), 'POST /\nwith trailers');
        assert.equal((await ask(s, { ':path': `/${'a'.repeat(7800)}` })).status, 200);
        assert.equal((await ask(s, { ':path': `/${'a'.repeat(100000)}` })).status, 414);
        const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`x-${n}`, 'v'.repeat(10000)]));
        assert.equal((await ask(s, { ':path': '/', ...many })).status, 431);
        assert.equal((await ask(s, { ':path': '/after' })).status, 200);
        s.close();
    });

    await holds(`node http2, ${name}: a WebSocket by extended CONNECT`, async () => {
        const s = session(base);
        const settings = await once(s, 'remoteSettings');
        assert.equal(settings.enableConnectProtocol, true);
        const stream = s.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/', 'sec-websocket-version': '13' });
        const fields = await once(stream, 'response');
        assert.equal((fields[0] ?? fields)[':status'], 200);
        stream.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]));
        assert.deepEqual([...await once(stream, 'data')], [0x81, 0x02, 0x68, 0x69]);
        stream.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]));
        assert.deepEqual([...await once(stream, 'data')], [0x88, 0x02, 0x03, 0xe8]);
        stream.destroy();
        const refused = { ':method': 'CONNECT', ':path': '/elsewhere', ':protocol': 'websocket', 'sec-websocket-version': '13' };
        assert.equal((await ask(s, refused, Buffer.alloc(0))).status, 404);
        assert.equal((await ask(s, { ...refused, ':path': '/', ':protocol': 'other' }, Buffer.alloc(0))).status, 501);
        s.close();
    });

    await holds(`node http2, ${name}: a body that is too long by its length alone`, async () => {
        const s = session(base);
        const stream = s.request({ ':method': 'POST', ':path': '/', 'content-length': 65 << 20 });
        const fields = await once(stream, 'response');
        assert.equal((fields[0] ?? fields)[':status'], 413);
        stream.on('error', () => {});
        stream.destroy();
        s.close();
    });
}

verdict();
