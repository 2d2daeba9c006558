// The client's module on Node against a server that is killed: node node.mjs ORIGIN PEOPLE.
import { MemoryStorage } from './kith-realtime.js';
import { assert, holds, verdict } from './cases.mjs';
import { order } from './orders.mjs';
import { ada, bob, channel, client, heardBy, history, numbered, sleep, state, transports, until } from './people.mjs';

const N = 60, KILLS = 3;
let words = 0;

for (const [name, transport] of Object.entries(transports)) {
    await holds(`over ${name}, what is written while the server is killed arrives once, and in order`, async () => {
        const word = `killed${++words}`, from = client(ada, transport()), to = client(bob, transport()), heard = heardBy(to, word);
        await Promise.all([state(from, 'live'), state(to, 'live')]);
        const killing = (async () => {
            for (let n = 0; n < KILLS; n++) {
                await sleep(300);
                await order('kill');
            }
        })();
        const wanted = numbered(word, N), all = [];
        for (const content of wanted) {
            all.push(from.send({ channelId: channel, content }).sent);
            await sleep(20);
        }
        await killing;
        const acks = await Promise.all(all);
        await until(() => heard.length >= N);
        await sleep(200);
        assert.deepEqual(heard, wanted);
        assert.deepEqual(await history(word), wanted);
        const seqs = acks.map(ack => ack.seq);
        assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b));
        from.close();
        to.close();
    });

    await holds(`over ${name}, who comes back with a cursor gets what was missed`, async () => {
        const word = `missed${++words}`, from = client(ada, transport()), before = client(bob, transport());
        await Promise.all([state(from, 'live'), state(before, 'live')]);
        const heard = heardBy(before, word), wanted = numbered(word, 20);
        for (const content of wanted.slice(0, 10))
            await from.send({ channelId: channel, content }).sent;
        await until(() => heard.length === 10);
        before.close();
        for (const content of wanted.slice(10))
            await from.send({ channelId: channel, content }).sent;
        await order('kill');
        const after = client(bob, transport(), { cursor: before.cursor }), missed = heardBy(after, word);
        await state(after, 'live');
        await until(() => missed.length >= 10);
        assert.deepEqual(missed, wanted.slice(10));
        from.close();
        after.close();
    });
}

await holds('what waits outlives a program: the next one sends it, once', async () => {
    const storage = new MemoryStorage(), word = 'reload', wanted = numbered(word, 30);
    let from = client(ada, transports['a socket'](), { storage });
    for (const [n, content] of wanted.entries()) {
        from.send({ channelId: channel, content });
        if (n % 10 !== 9)
            continue;
        await from.outbox.saved();
        await sleep(30);
        from.close();
        from = client(ada, transports['a socket'](), { storage });
    }
    await from.outbox.saved();
    while ((await from.outbox.entries()).length)
        await sleep(10);
    assert.deepEqual(await history(word), wanted);
    await from.outbox.saved();
    assert.deepEqual(await storage.load(), []);
    from.close();
});

await holds('a token that is not good ends in being signed out', async () => {
    for (const transport of Object.values(transports)) {
        const nobody = client({ token: 'nonsense' }, transport());
        await state(nobody, 'stopped');
        assert.equal(nobody.state.why, 'signed_out');
    }
});

verdict();
