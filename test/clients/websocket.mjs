// Clients of WebSocket on net-echo: node websocket.mjs PORT TLS_PORT
import { randomBytes } from 'node:crypto';
import { WebSocket as UndiciSocket } from 'undici';
import { WebSocket } from 'ws';
import { assert, holds, once, verdict } from './harness.mjs';

const [port, tlsPort] = process.argv.slice(2);

async function opened(url, options) {
    const s = new WebSocket(url, { rejectUnauthorized: false, ...options });
    s.next = () => new Promise((resolve, reject) => {
        s.once('message', (data, binary) => resolve({ data, binary }));
        s.once('close', code => reject(new Error(`closed with ${code}`)));
    });
    await once(s, 'open');
    return s;
}

const messages = ['', 'grüße 🌍', 'long '.repeat(30000), Buffer.alloc(0), randomBytes(65535), randomBytes(65536), randomBytes(1 << 20)];

for (const [name, url] of [['clear text', `ws://127.0.0.1:${port}/`], ['TLS', `wss://127.0.0.1:${tlsPort}/`]])
    for (const packed of [false, true]) {
        const kind = `${name}, ${packed ? 'deflated' : 'plain'}`;

        await holds(`ws, ${kind}: messages come back`, async () => {
            const s = await opened(url, { perMessageDeflate: packed });
            for (const message of messages) {
                s.send(message);
                const { data, binary } = await s.next();
                assert.equal(binary, typeof message !== 'string');
                assert.ok(data.equals(Buffer.from(message)));
            }
            s.close(4000, 'enough');
            assert.deepEqual((await once(s, 'close')).map(String), ['4000', '']);
        });

        await holds(`ws, ${kind}: fragments, and pings between them`, async () => {
            const s = await opened(url, { perMessageDeflate: packed });
            const pong = once(s, 'pong');
            for (let n = 0; n < 1000; n++) {
                s.send(`piece ${n} `, { fin: n === 999 });
                if (n === 500)
                    s.ping('now?');
            }
            const { data } = await s.next();
            assert.equal(String(data), Array.from({ length: 1000 }, (_, n) => `piece ${n} `).join(''));
            assert.equal(String(await pong), 'now?');
            s.close();
            assert.equal((await once(s, 'close'))[0], 1005);
        });
    }

await holds('ws: 16 MiB come back, and an octet more is refused', async () => {
    const s = await opened(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false, maxPayload: 32 << 20 });
    const most = randomBytes(16 << 20);
    s.send(most);
    assert.ok((await s.next()).data.equals(most));
    s.on('error', () => {});
    s.send(Buffer.alloc((16 << 20) + 1));
    assert.equal((await once(s, 'close'))[0], 1009);
});

await holds('ws: 300 sockets at once, each with 50 messages under way', async () => {
    await Promise.all(Array.from({ length: 300 }, async (_, n) => {
        const s = await opened(`ws://127.0.0.1:${port}/`);
        let heard = 0;
        const all = new Promise(resolve => s.on('message', data => {
            assert.equal(String(data), `${n} ${heard++}`);
            if (heard === 50)
                resolve();
        }));
        for (let m = 0; m < 50; m++)
            s.send(`${n} ${m}`);
        await all;
        s.close();
        await once(s, 'close');
    }));
});

await holds('undici: messages come back, and a farewell', async () => {
    const s = new UndiciSocket(`ws://127.0.0.1:${port}/`);
    s.binaryType = 'arraybuffer';
    await new Promise((resolve, reject) => { s.onopen = resolve; s.onerror = reject; });
    for (const message of messages) {
        const answer = new Promise(resolve => { s.onmessage = resolve; });
        s.send(message);
        const { data } = await answer;
        assert.ok(Buffer.from(data).equals(Buffer.from(message)));
    }
    const end = new Promise(resolve => { s.onclose = resolve; });
    s.close(3001, 'enough');
    assert.equal((await end).code, 3001);
});

verdict();
