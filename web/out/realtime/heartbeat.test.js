import assert from 'node:assert/strict';
import test from 'node:test';
import { Bed } from './testing/transport.js';
test('after a silence it asks, and an answer is enough', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (let n = 1; n <= 5; n++) {
        await bed.clock.move(30_000);
        assert.equal(server.of('ping').length, n);
        server.say({ type: 'pong', ref: null });
    }
    assert.equal(bed.now().name, 'live');
    assert.equal(bed.count, 1);
});
test('a server that says enough is not asked', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (let n = 0; n < 20; n++) {
        await bed.clock.move(29_000);
        server.alive();
    }
    assert.equal(server.of('ping').length, 0);
});
test('without an answer within 10 s it is dead, and another is opened', async () => {
    const bed = new Bed(), server = await bed.connect();
    await bed.clock.move(39_999);
    assert.equal(bed.now().name, 'live');
    await bed.clock.move(1);
    assert.equal(bed.now().name, 'waiting');
    assert.ok(server.closed);
    await bed.clock.move(500);
    assert.equal(bed.server.request.cursor, '10.0');
});
test('a machine that slept asks first', async () => {
    const bed = new Bed(), server = await bed.connect();
    await bed.clock.sleep(8 * 3_600_000);
    assert.equal(bed.now().name, 'live');
    assert.equal(server.of('ping').length, 1);
    await bed.clock.move(9999);
    server.say({ type: 'pong', ref: null });
    await bed.clock.move(10_000);
    assert.equal(bed.count, 1);
});
for (const hint of ['online', 'offline'])
    test(`the hint ${hint} makes it ask at once`, async () => {
        const hints = new EventTarget(), bed = new Bed({ hints }), server = await bed.connect();
        await bed.clock.move(1000);
        hints.dispatchEvent(new Event(hint));
        assert.equal(server.of('ping').length, 1);
        await bed.clock.move(10_000);
        assert.equal(bed.now().name, 'waiting');
    });
test('a stream is not asked; its comments tell that it lives', async () => {
    const hints = new EventTarget(), bed = new Bed({ hints }, false), server = await bed.connect();
    for (let n = 0; n < 10; n++) {
        await bed.clock.move(15_000);
        server.alive();
    }
    hints.dispatchEvent(new Event('offline'));
    await bed.clock.move(39_000);
    assert.equal(bed.now().name, 'live');
    await bed.clock.move(1000);
    assert.equal(bed.now().name, 'waiting');
    assert.deepEqual(server.sent, []);
});
test('a stream is opened again when the network is another', async () => {
    const hints = new EventTarget(), bed = new Bed({ hints }, false);
    await bed.connect();
    hints.dispatchEvent(new Event('online'));
    await bed.clock.move(0);
    assert.equal(bed.count, 2);
});
