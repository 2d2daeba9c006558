// tus-js-client as it comes, against a real server: node tus.mjs ORIGIN TOKEN
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as tus from 'tus-js-client';
import { assert, holds, verdict } from './cases.mjs';

const [origin, token] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const endpoint = `${origin}/api/v1/media/tus`;
const lines = createInterface({ input: process.stdin });
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

async function order(words) {
    console.log(`> ${words}`);
    await once(lines, 'line');
}

function upload(bytes, options = {}, seen = () => {}) {
    return new Promise((resolve, reject) => {
        const one = new tus.Upload(bytes, {
            endpoint, headers, retryDelays: [0, 100, 200, 400, 800, 1600, 3000], metadata: { filename: 'a.bin', filetype: 'x/y', kind: 'file' },
            onError: reject, onSuccess: () => resolve(one),
            onChunkComplete: (size, accepted, total) => seen(one, accepted, total),
            ...options,
        });
        one.start();
    });
}

async function media(one) {
    const id = one.url.split('/').at(-1);
    for (let tries = 0; tries < 200; tries++) {
        const got = await (await fetch(`${origin}/api/v1/media/${id}`, { headers })).json();
        if (got.state === 'ready' || got.state === 'failed')
            return got;
        await new Promise(then => setTimeout(then, 50));
    }
    throw new Error('it was never ready');
}

async function arrives(bytes, options, seen) {
    const one = await upload(bytes, options, seen);
    const got = await media(one);
    assert.equal(got.state, 'ready');
    assert.equal(got.sha256, sha256(bytes));
    return got;
}

await holds('a file arrives in one request', async () => {
    const got = await arrives(randomBytes(3_000_000));
    assert.equal(got.filename, 'a.bin');
});

await holds('a file arrives in pieces', async () => {
    let pieces = 0;
    await arrives(randomBytes(3_000_001), { chunkSize: 500_000 }, () => pieces++);
    assert.equal(pieces, 7);
});

await holds('its first bytes come with its creation', () => arrives(randomBytes(100_000), { uploadDataDuringCreation: true }));

await holds('it comes by POST where nothing else is let through', () => arrives(randomBytes(900_000), { chunkSize: 400_000, overridePatchMethod: true }));

await holds('one that was aborted goes on where it was', async () => {
    const bytes = randomBytes(2_000_000);
    const half = await new Promise((resolve, reject) => {
        upload(bytes, { chunkSize: 500_000 }, (one, accepted) => accepted === 1_000_000 && one.abort().then(() => resolve(one))).catch(reject);
    });
    const offsets = [];
    await arrives(bytes, { uploadUrl: half.url, chunkSize: 500_000 }, (_, accepted) => offsets.push(accepted));
    assert.ok(offsets[0] > 1_000_000, String(offsets));
});

await holds('one that is given up is gone', async () => {
    const one = await new Promise((resolve, reject) => {
        upload(randomBytes(2_000_000), { chunkSize: 500_000 }, (one, accepted) => accepted === 500_000 && one.abort(true).then(() => resolve(one), reject));
    });
    const answer = await fetch(one.url, { method: 'HEAD', headers: { ...headers, 'Tus-Resumable': '1.0.0' } });
    assert.ok([404, 410].includes(answer.status));
});

await holds('a server that is killed meanwhile costs a retry', async () => {
    let killed = false;
    await arrives(randomBytes(6_000_000), { chunkSize: 300_000 }, (one, accepted) => {
        if (accepted >= 1_500_000 && !killed) {
            killed = true;
            order('restart');
        }
    });
    assert.ok(killed);
}, 90);

await holds('what is no media is refused', async () => {
    const refused = await upload(Buffer.from('<svg/>'), { metadata: {} }).then(() => null, problem => problem);
    assert.equal(refused?.originalResponse?.getStatus(), 415);
});

verdict();
