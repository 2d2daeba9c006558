// Clients of HTTP on a whole server: node kith.mjs PORT
import http2 from 'node:http2';
import zlib from 'node:zlib';
import { Agent, fetch, request } from 'undici';
import { assert, holds, once, verdict, whole } from './harness.mjs';

const base = `http://127.0.0.1:${process.argv[2]}`;
const documents = ['/', '/api/v1/openapi.json'];

await holds('undici: documents come packed, and the same', async () => {
    for (const path of documents) {
        const plain = await (await request(base + path)).body.text();
        for (const [coding, unpack] of [['gzip', zlib.gunzipSync], ['br', zlib.brotliDecompressSync]]) {
            const { headers, body } = await request(base + path, { headers: { 'accept-encoding': coding } });
            assert.equal(headers['content-encoding'], coding);
            assert.match(String(headers.vary), /accept-encoding/i);
            assert.equal(String(unpack(Buffer.from(await body.arrayBuffer()))), plain);
        }
        const preferring = await request(base + path, { headers: { 'accept-encoding': 'identity;q=1, gzip;q=0.1' } });
        assert.equal(preferring.headers['content-encoding'], undefined);
        assert.equal(await preferring.body.text(), plain);
        assert.equal(await (await fetch(base + path)).text(), plain);
    }
});

await holds('undici: what is unchanged is not sent again', async () => {
    for (const path of documents) {
        const { headers, body } = await request(base + path, { headers: { 'accept-encoding': 'gzip' } });
        await body.dump();
        const again = await request(base + path, { headers: { 'accept-encoding': 'gzip', 'if-none-match': headers.etag } });
        assert.equal(again.statusCode, 304);
        assert.equal(await again.body.text(), '');
    }
});

await holds('undici: problems are documents of their own type', async () => {
    const agent = new Agent({ connections: 1 });
    for (const [method, path, status] of [['GET', '/api/v1/nothing', 404], ['PUT', '/api/v1/health/live', 405], ['HEAD', '/api/v1/nothing', 404]]) {
        const answer = await fetch(base + path, { method, dispatcher: agent });
        assert.equal(answer.status, status);
        assert.equal(answer.headers.get('content-type'), 'application/problem+json');
        const text = await answer.text();
        assert.equal(method === 'HEAD' ? text : JSON.parse(text).status, method === 'HEAD' ? '' : status);
    }
});

await holds('node http2: 300 streams of every kind', async () => {
    const s = http2.connect(base);
    await Promise.all(Array.from({ length: 300 }, async (_, n) => {
        const path = ['/', '/api/v1/openapi.json', '/api/v1/health/live', '/api/v1/nothing'][n % 4];
        const stream = s.request({ ':path': path, ':method': n % 8 < 4 ? 'GET' : 'HEAD', 'accept-encoding': 'br' });
        const fields = await once(stream, 'response');
        assert.equal((fields[0] ?? fields)[':status'], n % 4 === 3 ? 404 : 200);
        assert.equal((await whole(stream)).length > 0, n % 8 < 4);
    }));
    const tunnel = s.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/nothing', 'sec-websocket-version': '13' });
    const refused = await once(tunnel, 'response');
    assert.equal((refused[0] ?? refused)[':status'], 404);
    tunnel.destroy();
    s.close();
});

verdict();
