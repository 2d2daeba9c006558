import assert from 'node:assert/strict';
import test from 'node:test';
import { RealtimeClient } from './client.js';
import { MemoryStorage } from './storage.js';
import { chance, FakeClock, settled } from './testing/clock.js';
import { LyingServer } from './testing/lying.js';
import { Bed } from './testing/transport.js';
function acks(server, nth, seq = nth + 1) {
    const { ref, channelId, clientRef } = server.of('send')[nth];
    server.say({
        type: 'ack', ref, channelId, messageId: `m${seq}`, seq, clientRef, createdAt: '2026-11-30T10:00:00.000Z', duplicate: false,
    });
}
function refuses(server, nth, code, retryMs) {
    server.say({ type: 'error', code, ref: server.of('send')[nth].ref, detail: `${code}.`, retryMs });
}
function said(server) {
    return server.of('send').map(send => send.content);
}
function write(bed, ...contents) {
    return contents.map(content => bed.client.send({ channelId: '5', content }));
}
function changesOf(client) {
    const changes = [];
    client.on('outbox', ({ change, entry }) => changes.push(`${change} ${entry.content}`));
    return changes;
}
test('what is written without a connection is sent with the first one, in order, the next when the last is durable', async () => {
    const bed = new Bed(), [one, two] = write(bed, 'one', 'two'), changes = changesOf(bed.client);
    const server = await bed.connect();
    assert.deepEqual(said(server), ['one']);
    assert.equal(server.of('send')[0].clientRef, one.clientRef);
    acks(server, 0);
    assert.deepEqual(said(server), ['one', 'two']);
    acks(server, 1);
    assert.equal((await one.sent).seq, 1);
    assert.equal((await two.sent).messageId, 'm2');
    assert.deepEqual(changes, ['waiting one', 'waiting two', 'sent one', 'sent two']);
    assert.deepEqual(await bed.client.outbox.entries(), []);
});
test('everything of a message goes along', async () => {
    const bed = new Bed(), server = await bed.connect();
    const draft = {
        channelId: '5', content: 'look', messageType: 'image', mediaIds: ['3'], replyToId: '1', threadRootId: '2', forwardOf: '4',
    };
    bed.client.send(draft, 'my-ref');
    await settled();
    const [{ ref, ...sent }] = server.of('send');
    assert.deepEqual(sent, { type: 'send', clientRef: 'my-ref', ...draft });
    assert.ok(ref.length <= 64);
});
test('channels do not wait for each other', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (const channelId of ['5', '6', '5', '6'])
        bed.client.send({ channelId, content: channelId });
    await settled();
    assert.deepEqual(said(server), ['5', '6']);
    refuses(server, 0, 'slow_mode', 3_600_000);
    acks(server, 1);
    assert.deepEqual(said(server), ['5', '6', '6']);
});
test('what was on its way when a connection ended is sent again, with the same clientRef', async () => {
    const bed = new Bed(), [one] = write(bed, 'one', 'two'), server = await bed.connect();
    server.end(1006);
    await bed.clock.move(1000);
    bed.server.hello();
    assert.deepEqual(said(bed.server), ['one']);
    assert.equal(bed.server.of('send')[0].clientRef, one.clientRef);
    acks(server, 0);
    assert.deepEqual(said(bed.server), ['one'], 'an answer on the old connection is none');
    acks(bed.server, 0);
    assert.deepEqual(said(bed.server), ['one', 'two']);
});
for (const code of [1002, 1003, 1007, 1009])
    test(`what was on its way when a connection ended with ${code} is not sent again`, async () => {
        const bed = new Bed(), [one] = write(bed, 'one', 'two'), server = await bed.connect();
        server.end(code);
        await assert.rejects(one.sent, { code: 'not_sent' });
        await bed.clock.move(1000);
        bed.server.hello();
        assert.deepEqual(said(bed.server), ['two']);
        assert.ok(bed.client.outbox.retry(one.clientRef), 'but by hand');
    });
test('an error with retryMs is tried again after it, before all that came later', async () => {
    const bed = new Bed(), changes = [];
    write(bed, 'one', 'two');
    const server = await bed.connect();
    bed.client.on('outbox', change => changes.push(change));
    refuses(server, 0, 'slow_mode', 4000);
    assert.deepEqual([changes[0].change, changes[0].retryMs, changes[0].code], ['waiting', 4000, 'slow_mode']);
    await bed.clock.move(3999);
    assert.deepEqual(said(server), ['one']);
    await bed.clock.move(1);
    assert.deepEqual(said(server), ['one', 'one']);
    refuses(server, 0, 'slow_mode', 1);
    acks(server, 1);
    assert.deepEqual(said(server), ['one', 'one', 'two'], 'an answer that comes again is none');
});
test('a wait outlives the connection', async () => {
    const bed = new Bed();
    write(bed, 'one');
    const server = await bed.connect();
    refuses(server, 0, 'slow_mode', 10_000);
    server.end(1006);
    await bed.clock.move(1000);
    bed.server.hello();
    assert.deepEqual(said(bed.server), []);
    await bed.clock.move(9000);
    assert.deepEqual(said(bed.server), ['one']);
});
test('trouble of the server is tried five times', async () => {
    const bed = new Bed(), [one] = write(bed, 'one', 'two'), server = await bed.connect();
    for (let n = 0; n < 5; n++) {
        refuses(server, n, 'internal_error');
        await bed.clock.move(30_000);
        server.alive();
    }
    await assert.rejects(one.sent, { code: 'internal_error' });
    assert.deepEqual(said(server), ['one', 'one', 'one', 'one', 'one', 'two']);
});
const PERMANENT = ['not_a_member', 'announcement_only', 'cannot_message', 'request_pending', 'channel_archived', 'channel_not_found',
    'message_not_found', 'media_not_found', 'client_ref_reused', 'invalid_input', 'malformed_json', 'unknown_type', 'not_allowed'];
for (const code of PERMANENT)
    test(`${code} is reported, and the next message goes on`, async () => {
        const bed = new Bed(), [one, two] = write(bed, 'one', 'two'), changes = changesOf(bed.client), server = await bed.connect();
        refuses(server, 0, code);
        await assert.rejects(one.sent, { name: 'RealtimeError', code, message: `${code}.` });
        acks(server, 1);
        await two.sent;
        assert.deepEqual(changes.slice(-2), ['failed one', 'sent two']);
        const [kept, ...more] = await bed.client.outbox.entries();
        assert.deepEqual([kept.content, kept.failed, more], ['one', { code, detail: `${code}.` }, []]);
    });
test('what failed can be retried, or discarded', async () => {
    const bed = new Bed(), storage = new MemoryStorage(), [one, two] = write(bed, 'one', 'two'), server = await bed.connect();
    refuses(server, 0, 'not_a_member');
    refuses(server, 1, 'not_a_member');
    assert.ok(bed.client.outbox.retry(one.clientRef));
    assert.ok(!bed.client.outbox.retry(one.clientRef), 'it is on its way');
    assert.ok(!bed.client.outbox.discard(one.clientRef), 'it is on its way');
    assert.ok(bed.client.outbox.discard(two.clientRef));
    assert.deepEqual(said(server), ['one', 'two', 'one']);
    acks(server, 2);
    assert.deepEqual(await bed.client.outbox.entries(), []);
    assert.deepEqual(await storage.load(), []);
});
test('what waits can be discarded', async () => {
    const bed = new Bed(), [one, two, three] = write(bed, 'one', 'two', 'three'), server = await bed.connect();
    assert.ok(bed.client.outbox.discard(two.clientRef));
    await assert.rejects(two.sent, { code: 'discarded' });
    acks(server, 0);
    acks(server, 1);
    await Promise.all([one.sent, three.sent]);
    assert.deepEqual(said(server), ['one', 'three']);
});
test('without an answer for 30 s the connection is given up', async () => {
    const bed = new Bed();
    write(bed, 'one');
    const server = await bed.connect();
    for (let n = 0; n < 30; n++) {
        await bed.clock.move(1000);
        server.alive();
    }
    assert.equal(bed.now().name, 'waiting');
    await bed.clock.move(1000);
    bed.server.hello();
    acks(bed.server, 0);
    assert.deepEqual(await bed.client.outbox.entries(), []);
});
test('what is too long is refused before it is sent', async () => {
    const bed = new Bed(), server = await bed.connect(), [long] = write(bed, 'ü'.repeat(33_000)), [other] = write(bed, 'ü'.repeat(32_000));
    await assert.rejects(long.sent, { code: 'too_big' });
    await settled();
    assert.equal(said(server).length, 1);
    assert.ok(Buffer.byteLength(JSON.stringify(server.of('send')[0])) <= 65_536);
    acks(server, 0);
    await other.sent;
});
test('at most 1000 messages wait', async () => {
    const bed = new Bed(), all = write(bed, ...Array.from({ length: 1001 }, (_, n) => String(n)));
    await assert.rejects(all.at(-1).sent, { code: 'outbox_full' });
    assert.equal((await bed.client.outbox.entries()).length, 1000);
});
/* ---- over a reload ---- */
test('what waited is sent after a reload, in order, and before what is written then', async () => {
    const storage = new MemoryStorage(), before = new Bed({ storage });
    write(before, 'one', 'two', 'three');
    const first = await before.connect();
    acks(first, 0);
    refuses(first, 1, 'not_a_member');
    await before.client.outbox.saved();
    before.client.close();
    const after = new Bed({ storage }), changes = changesOf(after.client);
    write(after, 'four');
    const server = await after.connect();
    assert.deepEqual(said(server), ['three']);
    assert.equal(server.of('send')[0].clientRef, first.of('send')[2].clientRef);
    acks(server, 0);
    acks(server, 1);
    assert.deepEqual(said(server), ['three', 'four']);
    assert.deepEqual(changes, ['waiting four', 'sent three', 'sent four']);
    assert.deepEqual((await after.client.outbox.entries()).map(entry => [entry.content, entry.failed?.code]), [['two', 'not_a_member']]);
});
test('what one person wrote does not go out as another\'s', async () => {
    const storage = new MemoryStorage(), ada = new Bed({ storage, userId: '7' });
    await ada.connect();
    const [mine] = write(ada, 'from ada');
    await ada.client.outbox.saved();
    ada.client.close();
    const bob = new Bed({ storage }), server = await bob.connect({ userId: '8' });
    assert.deepEqual(said(server), []);
    assert.deepEqual((await bob.client.outbox.entries()).map(entry => [entry.clientRef, entry.failed?.code]), [[mine.clientRef, 'not_sent']]);
});
test('a storage that fails keeps nothing from being sent', async () => {
    const broken = async () => { throw new Error('full'); };
    const bed = new Bed({ storage: { load: broken, put: broken, remove: broken } }), [one] = write(bed, 'one'), server = await bed.connect();
    acks(server, 0);
    await one.sent;
    await bed.client.outbox.saved();
});
test('what is stored is removed after it was put, however slow the storage is', async () => {
    const calls = [], clock = new FakeClock();
    const slowly = (call, ms) => new Promise(resolve => void clock.after(ms, () => { calls.push(call); resolve(); }));
    const storage = {
        load: async () => [], put: (entry) => slowly(`put ${entry.content}`, 100),
        remove: () => slowly('remove', 1),
    };
    const bed = new Bed({ storage });
    write(bed, 'one');
    const server = await bed.connect();
    acks(server, 0);
    await clock.move(1000);
    assert.deepEqual(calls, ['put one', 'remove']);
});
/* ---- whatever happens ---- */
const RUNS = Number(process.env.KITH_OUTBOX_RUNS ?? 300);
test(`in ${RUNS} runs of drops, repeats, reorderings, errors, kills and reloads each message is there once, in order`, async () => {
    let sent = 0;
    for (let seed = 1; seed <= RUNS; seed++)
        sent += await run(seed);
    assert.ok(sent > RUNS * 20);
});
async function run(seed) {
    const random = chance(seed), clock = new FakeClock(), server = new LyingServer(clock, random), storage = new MemoryStorage();
    clock.chance = random;
    const begin = () => {
        const client = new RealtimeClient({ transport: server, clock, storage, hints: null });
        client.connect();
        return client;
    };
    const written = new Map([['5', []], ['6', []]]);
    let client = begin();
    for (let n = 0; n < 40; n++) {
        const channelId = random() < 0.7 ? '5' : '6', content = `${channelId}:${n}`;
        client.send({ channelId, content });
        written.get(channelId).push(content);
        if (random() < 0.5)
            await clock.move(random() * 3000);
        if (random() < 0.05) {
            await client.outbox.saved();
            client.close();
            client = begin();
        }
    }
    server.honest = true;
    for (let n = 0; n < 200 && (await client.outbox.entries()).length; n++)
        await clock.move(5000);
    for (const [channelId, contents] of written)
        assert.deepEqual(server.channel(channelId), contents, `seed ${seed}, channel ${channelId}`);
    assert.deepEqual(await storage.load(), [], `seed ${seed}`);
    client.close();
    return written.get('5').length + written.get('6').length;
}
