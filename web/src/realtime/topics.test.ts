import assert from 'node:assert/strict';
import test from 'node:test';
import { settled } from './testing/clock.js';
import { Bed, dm, type FakeConnection } from './testing/transport.js';
import type { Subscription } from './topics.js';

function confirmed(server: FakeConnection, nth: number, topic: string): void {
    server.say({ type: 'subscribed', topic, ref: server.of('subscribe')[nth].ref, cursor: '11.0' });
}

async function isReady(subscription: Subscription): Promise<boolean | string> {
    return Promise.race([
        subscription.ready.then(() => true, problem => problem.code as string), settled().then(settled).then(() => false),
    ]);
}

test('topics of before the first connection are in its query', async () => {
    const bed = new Bed(), feed = bed.client.subscribe('feed');
    bed.client.subscribe('channel:5');
    assert.equal(await isReady(feed), false);
    const server = await bed.connect();
    assert.deepEqual(server.request.topics, ['feed', 'channel:5']);
    assert.deepEqual(server.sent, []);
    assert.equal(await isReady(feed), true);
});

test('on an open connection a topic is asked for, and begins when the server says so', async () => {
    const bed = new Bed(), server = await bed.connect(), feed = bed.client.subscribe('feed');
    assert.equal(await isReady(feed), false);
    confirmed(server, 0, 'feed');
    assert.equal(await isReady(feed), true);
});

test('subscriptions outlive connections: those that were confirmed go on without a gap, others begin', async () => {
    const bed = new Bed(), server = await bed.connect();
    bed.client.subscribe('tag:Birds');
    confirmed(server, 0, 'tag:birds');
    const late = bed.client.subscribe('feed');
    server.say(dm(11));
    server.end(1006);
    const later = bed.client.subscribe('public');
    await bed.clock.move(1000);
    assert.deepEqual(bed.server.request.topics, ['tag:birds'], 'in the form that the server keeps');
    assert.equal(bed.server.request.cursor, '11.1');
    bed.server.hello({ resumed: true });
    assert.deepEqual(bed.server.of('subscribe').map(subscribe => subscribe.topic), ['feed', 'public']);
    confirmed(bed.server, 0, 'feed');
    assert.equal(await isReady(late), true);
    assert.equal(await isReady(later), false);
});

test('several may hold one topic; the last one lets it go', async () => {
    const bed = new Bed(), one = bed.client.subscribe('feed'), two = bed.client.subscribe('feed'), server = await bed.connect();
    assert.deepEqual(server.request.topics, ['feed']);
    one.close();
    one.close();
    assert.deepEqual(server.of('unsubscribe'), []);
    two.close();
    assert.deepEqual(server.of('unsubscribe'), [{ type: 'unsubscribe', topic: 'feed', ref: undefined }]);
    server.end(1006);
    await bed.clock.move(1000);
    assert.deepEqual(bed.server.request.topics, []);
});

test('a topic that is not to be had is refused to its holders', async () => {
    const bed = new Bed(), ends: string[] = [], server = await bed.connect();
    const hidden = bed.client.subscribe('channel:9', code => ends.push(code));
    const { ref } = server.of('subscribe')[0];
    server.say({ type: 'error', code: 'channel_not_found', ref, detail: 'No.', topic: 'channel:9' });
    assert.equal(await isReady(hidden), 'channel_not_found');
    assert.deepEqual(ends, ['channel_not_found']);
    server.end(1006);
    await bed.clock.move(1000);
    assert.deepEqual(bed.server.request.topics, []);
});

test('one of the query that is not to be had goes, the others stay', async () => {
    const bed = new Bed(), ends: string[] = [];
    bed.client.subscribe('channel:9', code => ends.push(code));
    bed.client.subscribe('tag:Birds', code => ends.push(code));
    bed.client.subscribe('feed');
    const server = await bed.connect();
    server.say({ type: 'error', code: 'channel_not_found', ref: null, detail: 'No.', topic: 'channel:9' });
    server.say({ type: 'error', code: 'unknown_topic', ref: null, detail: 'No.', topic: 'tag:birds' });
    assert.deepEqual(ends, ['channel_not_found', 'unknown_topic']);
    server.end(1006);
    await bed.clock.move(1000);
    assert.deepEqual(bed.server.request.topics, ['feed']);
});

test('what is lost from sight is ended', async () => {
    const bed = new Bed(), ends: string[] = [];
    bed.client.subscribe('channel:9', code => ends.push(code));
    const server = await bed.connect();
    server.say({ type: 'unsubscribed', topic: 'channel:9', reason: 'gone' });
    assert.deepEqual(ends, ['gone']);
    bed.client.subscribe('channel:9');
    assert.equal(server.of('subscribe').length, 1, 'and may be asked for again');
    server.say({ type: 'unsubscribed', topic: 'channel:9', reason: 'gone' });
    confirmed(server, 0, 'channel:9');
    server.end(1006);
    await bed.clock.move(1000);
    assert.deepEqual(bed.server.request.topics, ['channel:9']);
});

test('an answer to what is not wanted any more changes nothing', async () => {
    const bed = new Bed(), server = await bed.connect(), first = bed.client.subscribe('feed');
    first.close();
    assert.equal(await isReady(first), 'discarded');
    const second = bed.client.subscribe('feed');
    confirmed(server, 0, 'feed');
    assert.equal(await isReady(second), false);
    confirmed(server, 1, 'feed');
    assert.equal(await isReady(second), true);
});

test('a server that has no time is asked again', async () => {
    const bed = new Bed(), server = await bed.connect(), feed = bed.client.subscribe('feed');
    server.say({ type: 'error', code: 'store_unavailable', ref: server.of('subscribe')[0].ref, detail: '', topic: 'feed', retryMs: 2000 });
    assert.equal(await isReady(feed), false);
    await bed.clock.move(1999);
    assert.equal(server.of('subscribe').length, 1);
    await bed.clock.move(1);
    assert.equal(server.of('subscribe').length, 2);
    confirmed(server, 1, 'feed');
    assert.equal(await isReady(feed), true);
});

test('a 501st topic is refused at once', async () => {
    const bed = new Bed();
    const all = Array.from({ length: 501 }, (_, n) => bed.client.subscribe(`channel:${n}`));
    assert.equal(await isReady(all[499]!), false);
    assert.equal(await isReady(all[500]!), 'too_many_subscriptions');
    assert.equal(await isReady(bed.client.subscribe('channel:7')), false, 'one that is held already may be held again');
    all[500]!.close();
});

/* ---- more than a query should hold ---- */

function many(bed: Bed): void {
    for (let n = 0; n < 300; n++)
        bed.client.subscribe(`channel:${10_000 + n}`);
}

test('many topics go by `resume`, and what comes before its answer is not heard', async () => {
    const bed = new Bed({ cursor: '3.1' });
    many(bed);
    const server = await bed.connect(null);
    assert.deepEqual([server.request.topics, server.request.cursor], [[], null]);
    server.hello({ cursor: '10.0' });
    assert.equal(bed.now().name, 'catching_up');
    const [{ cursor, topics, ref }] = server.of('resume');
    assert.deepEqual([cursor, topics.length], ['3.1', 300], 'since the cursor of the earlier client');
    assert.ok(ref);
});

test('a resume has all topics that were confirmed, gives what was missed in order, and nothing twice', async () => {
    const bed = new Bed();
    many(bed);
    const first = await bed.connect();
    const [{ cursor, topics, ref }] = first.of('resume');
    assert.deepEqual([cursor, topics.length], ['10.0', 300]);
    first.say(dm(11));
    assert.deepEqual(bed.news(), []);
    first.say({ type: 'resumed', cursor: '10.0', ref });
    first.say(dm(11));
    first.say({ type: 'live', cursor: '12.0' });
    assert.equal(bed.now().name, 'live');
    first.end(1006);
    await bed.clock.move(1000);
    bed.server.hello({ cursor: '15.0' });
    bed.server.say(dm(15));
    assert.equal(bed.server.of('resume')[0].cursor, '12.0');
    bed.server.say({ type: 'resumed', cursor: '12.0', ref: bed.server.of('resume')[0].ref });
    for (const n of [13, 14, 15])
        bed.server.say(dm(n));
    assert.deepEqual(bed.news(), ['11', '13', '14', '15']);
});

test('a resume that is refused ends the connection, and one that is too late is a resync', async () => {
    const bed = new Bed();
    many(bed);
    const server = await bed.connect();
    server.say({ type: 'error', code: 'too_many_messages', ref: server.of('resume')[0].ref, detail: '', retryMs: 100 });
    assert.equal(bed.now().name, 'waiting');
    await bed.clock.move(1000);
    bed.server.hello();
    bed.server.say({ type: 'resync', reason: 'expired', cursor: '50.0' });
    bed.server.say(dm(51));
    assert.deepEqual(bed.news(), ['51']);
    assert.equal(bed.now().name, 'live');
});

/* ---- a connection of one way ---- */

test('a stream is opened again for other topics, once for several, and goes on where it was', async () => {
    const bed = new Bed({}, false), server = await bed.connect();
    server.say(dm(11));
    const feed = bed.client.subscribe('feed');
    bed.client.subscribe('public');
    await bed.clock.move(49);
    assert.equal(bed.count, 1);
    await bed.clock.move(1);
    assert.equal(bed.count, 2);
    assert.ok(server.closed);
    assert.deepEqual([bed.server.request.topics, bed.server.request.cursor], [['feed', 'public'], '11.1']);
    assert.deepEqual(server.sent, []);
    bed.server.hello({ resumed: true });
    assert.equal(await isReady(feed), true);
    feed.close();
    await bed.clock.move(50);
    assert.deepEqual(bed.server.request.topics, ['public']);
});

test('a topic of while a stream is being opened is not forgotten', async () => {
    const bed = new Bed({}, false), server = await bed.connect(null), feed = bed.client.subscribe('feed');
    server.hello();
    assert.equal(await isReady(feed), false);
    await bed.clock.move(50);
    assert.deepEqual(bed.server.request.topics, ['feed']);
    bed.server.hello({ resumed: true });
    assert.equal(await isReady(feed), true);
    await bed.clock.move(1000);
    assert.equal(bed.count, 2);
});

test('topics that come and go faster than they can be asked for cost nothing, and keep nothing from being sent', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (let n = 0; n < 300; n++)
        bed.client.subscribe(`presence:${n}`).close();
    const lasting = bed.client.subscribe('presence:7');
    assert.ok(server.sent.length <= 30, `${server.sent.length}`);
    bed.client.send({ channelId: '5', content: 'now' });
    await settled();
    assert.equal(server.of('send').length, 1, 'people go first');
    await bed.clock.move(20_000);
    assert.ok(server.sent.length <= 70, `${server.sent.length}`);
    assert.equal(server.of('subscribe').at(-1).topic, 'presence:7');
    confirmed(server, server.of('subscribe').length - 1, 'presence:7');
    assert.equal(await isReady(lasting), true);
});

test('a topic that is held again before it was let go goes on', async () => {
    const bed = new Bed(), server = await bed.connect(), feed = bed.client.subscribe('feed');
    confirmed(server, 0, 'feed');
    for (let n = 0; n < 60; n++)
        bed.client.delete('1').catch(() => {});
    feed.close();
    const again = bed.client.subscribe('feed');
    assert.equal(await isReady(again), true);
    await bed.clock.move(30_000);
    assert.deepEqual([server.of('subscribe').length, server.of('unsubscribe').length], [1, 0]);
    bed.client.close();
});

test('500 topics are asked for without a flood', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (let n = 0; n < 500; n++)
        bed.client.subscribe(`channel:${n}`);
    for (let second = 0, before = 0; second < 40; second++) {
        assert.ok(server.sent.length - before <= (second ? 16 : 30));
        before = server.sent.length;
        await bed.clock.move(1000);
        server.alive();
    }
    assert.equal(server.of('subscribe').length, 500);
});
