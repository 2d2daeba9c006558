import assert from 'node:assert/strict';
import test from 'node:test';
import { backoff } from './clock.js';
import { chance, FakeClock, settled } from './testing/clock.js';
import { Bed } from './testing/transport.js';

const steady = 60_000;

/* An open connection that has lasted, ended with that code; `luck` is the chance of the wait. */
async function ended(code: number, luck: number, options = {}): Promise<Bed> {
    const bed = new Bed(options), server = await bed.connect();
    server.hello();
    for (let ms = 0; ms < steady; ms += 10_000) {
        await bed.clock.move(10_000);
        server.alive();
    }
    bed.clock.chance = () => luck;
    server.end({ code, reason: 'because' });
    return bed;
}

async function waits(code: number, luck: number): Promise<number> {
    const bed = await ended(code, luck);
    assert.equal(bed.now().name, 'waiting');
    const { ms } = bed.now();
    await bed.clock.move(Math.max(ms - 1, 0));
    assert.equal(bed.count, ms < 1 ? 2 : 1, 'not before');
    await bed.clock.move(2);
    assert.equal(bed.count, 2, 'then it comes back');
    assert.equal(bed.server.request.cursor, '10.0', 'with its cursor');
    return ms;
}

const BACKOFF = [1000, 1002, 1003, 1005, 1006, 1007, 1009, 1011, 1012, 1013, 3000, 4999];

for (const code of BACKOFF)
    test(`after ${code} it comes back with backoff`, async () => {
        assert.equal(await waits(code, 0), 0);
        assert.equal(await waits(code, 0.5), 500);
        assert.ok(await waits(code, 0.999) < 1000);
    });

test('after 1001 it comes back after a random time of up to 5 s', async () => {
    assert.equal(await waits(1001, 0), 0);
    assert.equal(await waits(1001, 0.5), 2500);
    assert.ok(await waits(1001, 0.9999) < 5000);
});

test('after 4008 it comes back after 30 s, whatever the network does', async () => {
    assert.equal(await waits(4008, 0), 30_000);
    const hints = new EventTarget(), bed = await ended(4008, 0, { hints });
    hints.dispatchEvent(new Event('online'));
    bed.client.connect();
    await bed.clock.move(29_999);
    assert.equal(bed.count, 1);
    await bed.clock.move(1);
    assert.equal(bed.count, 2);
});

for (const [code, why] of [[4001, 'signed_out'], [4003, 'suspended']] as const)
    test(`after ${code} it stops: ${why}`, async () => {
        const hints = new EventTarget(), bed = await ended(code, 0, { hints });
        assert.deepEqual(bed.now(), { name: 'stopped', why, reason: 'because' });
        hints.dispatchEvent(new Event('online'));
        await bed.clock.move(3_600_000);
        assert.equal(bed.count, 1);
        assert.equal(bed.clock.waiting, 0, 'nothing is left behind');
        bed.client.connect();
        await settled();
        assert.equal(bed.count, 2, 'until it is told to');
        assert.equal(bed.server.request.cursor, '10.0');
    });

test('after 4002 it renews its token and comes back at once', async () => {
    const asked: boolean[] = [];
    const bed = await ended(4002, 0.5, {
        credentials: (renew: boolean) => {
            asked.push(renew);
            return { token: renew ? 'new' : 'old' };
        },
    });
    await bed.clock.move(0);
    assert.equal(bed.count, 2);
    assert.deepEqual(asked, [false, true]);
    assert.deepEqual(bed.server.request.credentials, { token: 'new' });
});

test('a renewal that fails is asked for again', async () => {
    const asked: boolean[] = [];
    const bed = await ended(4002, 0.5, {
        credentials: (renew: boolean) => {
            asked.push(renew);
            if (asked.length === 2)
                throw new Error('offline');
            return { token: 't' };
        },
    });
    await bed.clock.move(2000);
    assert.deepEqual(asked, [false, true, true]);
    assert.equal(bed.count, 2);
});

test('a token that expires again and again is renewed with backoff', async () => {
    const bed = await ended(4002, 0.5);
    const times: number[] = [];
    for (let n = 0; n < 6; n++) {
        await bed.clock.move(bed.now().ms);
        bed.server.hello();
        bed.server.end(4002);
        times.push(bed.now().ms);
    }
    assert.deepEqual(times, [1000, 2000, 4000, 8000, 15_000, 15_000]);
});

test('the event `close` of a stream ends it as the code of a socket does', async () => {
    const bed = new Bed({}, false), server = await bed.connect();
    server.say({ type: 'close', code: 4003, reason: 'account_deleted' });
    assert.deepEqual(bed.now(), { name: 'stopped', why: 'suspended', reason: 'account_deleted' });
    assert.ok(server.closed);
});

test('backoff is exponential, with full jitter, up to 30 s', () => {
    const clock = new FakeClock();
    clock.chance = () => 0.999999;
    const most = Array.from({ length: 12 }, (_, failures) => Math.round(backoff(clock, failures)));
    assert.deepEqual(most, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000, 30_000, 30_000]);
    clock.chance = chance(1);
    for (let failures = 0; failures < 8; failures++) {
        const bound = Math.min(1000 * 2 ** failures, 30_000), waits = Array.from({ length: 2000 }, () => backoff(clock, failures) / bound);
        assert.ok(waits.every(wait => wait >= 0 && wait < 1));
        for (let tenth = 0; tenth < 10; tenth++) {
            const there = waits.filter(wait => Math.floor(wait * 10) === tenth).length;
            assert.ok(there > 140 && there < 260, `${there} of 2000 in one tenth`);
        }
    }
});

test('failures count until a connection has lasted 10 s', async () => {
    const bed = new Bed(), waited: number[] = [];
    await bed.connect(null);
    const fails = async () => {
        bed.server.end(1006);
        waited.push(bed.now().ms);
        await bed.clock.move(waited.at(-1)!);
    };
    await fails();
    await fails();
    bed.server.hello();
    await bed.clock.move(9999);
    await fails();
    bed.server.hello();
    await bed.clock.move(10_000);
    await fails();
    await fails();
    assert.deepEqual(waited, [500, 1000, 2000, 500, 1000]);
});

test('a server that asks for time is given it', async () => {
    const bed = new Bed();
    await bed.connect(null);
    bed.server.end({ code: 1006, status: 503, retryMs: 7000 });
    assert.equal(bed.now().ms, 7000);
    bed.client.connect();
    await bed.clock.move(6999);
    assert.equal(bed.count, 1);
});

test('401 renews once, then it is signed out', async () => {
    const asked: boolean[] = [];
    const bed = new Bed({ credentials: renew => { asked.push(renew); return { token: 't' }; } });
    await bed.connect(null);
    bed.server.end({ code: 1006, status: 401 });
    await bed.clock.move(0);
    bed.server.end({ code: 1006, status: 401 });
    assert.deepEqual(bed.now(), { name: 'stopped', why: 'signed_out', reason: 'signed_out' });
    assert.deepEqual(asked, [false, true]);
});

test('403 is not tried again', async () => {
    const bed = new Bed();
    await bed.connect(null);
    bed.server.end({ code: 1006, status: 403 });
    assert.equal(bed.now().why, 'refused');
});

test('without credentials it is signed out; where they fail it tries again', async () => {
    const nobody = new Bed({ credentials: () => null });
    await nobody.connect(null);
    assert.deepEqual(nobody.now(), { name: 'stopped', why: 'signed_out', reason: 'signed_out' });
    let times = 0;
    const late = new Bed({ credentials: () => { if (!times++) throw new Error('offline'); return { cookie: true }; } });
    await late.connect(null);
    assert.equal(late.now().name, 'waiting');
    await late.clock.move(500);
    assert.equal(late.count, 1);
});

test('an attempt without an answer ends after 20 s', async () => {
    const bed = new Bed();
    await bed.connect(null);
    await bed.clock.move(20_000);
    assert.equal(bed.now().name, 'waiting');
    assert.ok(bed.transport.opened[0]!.closed);
});

test('what an abandoned connection still says is not heard', async () => {
    const bed = new Bed(), old = await bed.connect();
    old.end(1006);
    await bed.clock.move(1000);
    old.hello();
    old.end(4003);
    assert.equal(bed.now().name, 'connecting');
    assert.equal(bed.events.length, 1);
});

test('where one transport cannot be opened the next is tried', async () => {
    const bed = new Bed(), other = new Bed();
    const client = new (bed.client.constructor as any)({ transport: [bed.transport, other.transport], clock: bed.clock, hints: null });
    client.connect();
    for (let n = 0; n < 2; n++) {
        await settled();
        bed.server.end(1006);
        await bed.clock.move(5000);
    }
    assert.deepEqual([bed.count, other.count], [2, 1]);
    other.server.hello();
    other.server.end(1006);
    await bed.clock.move(10_000);
    assert.deepEqual([bed.count, other.count], [2, 2], 'what works is kept');
});

test('the network that is back ends a wait, soon', async () => {
    const hints = new EventTarget(), bed = await ended(1006, 0.9, { hints });
    hints.dispatchEvent(new Event('online'));
    await bed.clock.move(450);
    assert.equal(bed.count, 2);
});

test('closed by its owner, it stays closed', async () => {
    const bed = new Bed(), server = await bed.connect();
    bed.client.close();
    assert.ok(server.closed);
    assert.deepEqual(bed.now(), { name: 'stopped', why: 'closed', reason: 'closed' });
    assert.equal(bed.clock.waiting, 0);
});
