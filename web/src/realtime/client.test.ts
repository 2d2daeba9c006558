import assert from 'node:assert/strict';
import test from 'node:test';
import { settled } from './testing/clock.js';
import { Bed, dm } from './testing/transport.js';

test('the first connection has no cursor, and the next ones that of the last event', async () => {
    const bed = new Bed(), first = await bed.connect();
    assert.equal(first.request.cursor, null);
    assert.equal(bed.now().name, 'live');
    assert.equal(bed.client.cursor, '10.0');
    first.say(dm(11));
    first.say(dm(12));
    first.say({ type: 'user_typing', channelId: '5', userId: '8', typing: true, expiresMs: 6000 });
    first.end(1013);
    await bed.clock.move(1000);
    assert.equal(bed.server.request.cursor, '12.1');
    bed.server.hello({ cursor: '12.1', resumed: true });
    assert.equal(bed.now().name, 'catching_up');
    bed.server.say(dm(13));
    bed.server.say({ type: 'live', cursor: '14.0' });
    assert.equal(bed.now().name, 'live');
    bed.server.end(1006);
    await bed.clock.move(1000);
    assert.equal(bed.server.request.cursor, '14.0');
    assert.deepEqual(bed.news(), ['11', '12', '13']);
});

test('a cursor of an earlier client is gone on from', async () => {
    const bed = new Bed({ cursor: '3.2' }), server = await bed.connect({ cursor: '3.2', resumed: true });
    assert.equal(server.request.cursor, '3.2');
    assert.equal(bed.client.cursor, '3.2');
});

test('an event that comes again is given once', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (const n of [11, 12, 11, 12, 13, 13, 11])
        server.say(dm(n));
    server.end(1006);
    await bed.clock.move(1000);
    bed.server.hello({ resumed: true });
    for (const n of [11, 12, 13, 14])
        bed.server.say(dm(n));
    assert.deepEqual(bed.news(), ['11', '12', '13', '14']);
});

test('what is remembered of events is bounded', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (let n = 11; n <= 5011; n++)
        server.say(dm(n));
    server.say(dm(5011));
    server.say(dm(1000));
    server.say(dm(11));
    assert.equal(bed.news().length, 5002, 'the oldest is forgotten, the last 4096 are not');
});

test('a resync is reported once, and goes on from its cursor', async () => {
    const bed = new Bed({ cursor: '3.2' }), reasons: string[] = [];
    bed.client.on('resync', event => reasons.push(event.reason));
    const server = await bed.connect({ resumed: false, cursor: '90.0' });
    assert.equal(bed.client.cursor, '3.2', 'until it has come, what was missed is not given up');
    server.end(1006);
    await bed.clock.move(1000);
    assert.equal(bed.server.request.cursor, '3.2');
    bed.server.hello({ resumed: false, cursor: '90.0' });
    bed.server.say({ type: 'resync', reason: 'expired', cursor: '91.0' });
    bed.server.say(dm(92));
    bed.server.end(1006);
    await bed.clock.move(2000);
    assert.equal(bed.server.request.cursor, '92.1');
    bed.server.hello({ resumed: true });
    bed.server.say({ type: 'live', cursor: '93.0' });
    assert.deepEqual(reasons, ['expired']);
});

test('after a resync old cursors may come again: the log was restored from a backup', async () => {
    const bed = new Bed(), server = await bed.connect();
    server.say(dm(11));
    server.say({ type: 'resync', reason: 'unknown', cursor: '5.0' });
    server.say(dm(11));
    assert.deepEqual(bed.news(), ['11', '11']);
});

test('too many events while it catches up are a resync as well', async () => {
    const bed = new Bed({ cursor: '3.2' }), server = await bed.connect({ resumed: true, cursor: '3.2' });
    server.say(dm(4));
    server.say({ type: 'resync', reason: 'too_many', cursor: '99999.0' });
    assert.equal(bed.now().name, 'live');
    assert.equal(bed.client.cursor, '99999.0');
});

test('somebody else is not taken for the same', async () => {
    const bed = new Bed();
    await bed.connect();
    bed.server.end(1006);
    await bed.clock.move(1000);
    bed.server.hello({ userId: '9' });
    assert.equal(bed.now().why, 'other_account');
    const named = new Bed({ userId: '1' });
    await named.connect();
    assert.equal(named.now().why, 'other_account');
});

test('a listener that throws keeps nothing from the others', async () => {
    const bed = new Bed(), problems: unknown[] = [];
    process.once('uncaughtException', problem => problems.push(problem));
    bed.client.on('dm', () => { throw new Error('mine'); });
    const server = await bed.connect();
    server.say(dm(11));
    server.say(dm(12));
    assert.deepEqual(bed.news(), ['11', '12']);
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', problem => problems.push(problem));
    await settled();
    process.removeAllListeners('uncaughtException');
    assert.deepEqual(problems.map(String), ['Error: mine', 'Error: mine']);
});

test('who stops listening hears no more', async () => {
    const bed = new Bed(), heard: string[] = [], server = await bed.connect();
    const stop = bed.client.on('dm', event => heard.push(event.messageId));
    server.say(dm(11));
    stop();
    server.say(dm(12));
    assert.deepEqual(heard, ['11']);
});

test('what is no JSON, or no event, is passed over', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (const text of ['', '{', 'null', '7', '"dm"', '[]', '{}', '{"type":7}'])
        server.raw(text);
    server.say({ type: 'of_tomorrow', cursor: '11.1' });
    server.say(dm(12));
    assert.deepEqual(bed.news(), ['12']);
});

/* ---- tokens ---- */

test('a token is renewed on the open socket before it expires', async () => {
    const asked: boolean[] = [];
    const bed = new Bed({ credentials: renew => { asked.push(renew); return { token: renew ? 'new' : 'old' }; } });
    const server = await bed.connect();
    server.say({ type: 'auth_expiring', expiresAt: '2026-11-30T12:00:00.000Z' });
    await bed.clock.move(0);
    assert.deepEqual(server.of('auth'), [{ type: 'auth', token: 'new' }]);
    assert.deepEqual(asked, [false, true]);
    assert.equal(bed.count, 1);
});

test('a token that lives for seconds is renewed no more often than every 10 s', async () => {
    let renewals = 0;
    const bed = new Bed({ credentials: renew => { renewals += Number(renew); return { token: 't' }; } }), server = await bed.connect();
    for (let second = 0; second < 35; second++) {
        server.say({ type: 'auth_expiring', expiresAt: '2026-11-30T12:00:00.000Z' });
        await bed.clock.move(1000);
        server.say({ type: 'auth_ok', expiresAt: '2026-11-30T12:00:00.000Z', ref: null });
    }
    assert.equal(renewals, 4);
});

test('a renewal that fails leaves the connection as it is', async () => {
    const bed = new Bed({ credentials: renew => { if (renew) throw new Error('offline'); return { token: 't' }; } });
    const server = await bed.connect();
    server.say({ type: 'auth_expiring', expiresAt: '2026-11-30T12:00:00.000Z' });
    await bed.clock.move(100);
    assert.deepEqual([server.of('auth'), bed.now().name], [[], 'live']);
});

/* ---- requests ---- */

test('a command is answered by its ref, whatever comes between', async () => {
    const bed = new Bed(), server = await bed.connect();
    const edit = bed.client.edit('11', 'better'), react = bed.client.react('11', '👍'), unreact = bed.client.react('11', '👍', false);
    const [one, two, three] = server.sent as { ref: string }[];
    assert.deepEqual(server.sent, [
        { type: 'edit', messageId: '11', content: 'better', ref: one!.ref },
        { type: 'react', messageId: '11', emoji: '👍', ref: two!.ref },
        { type: 'unreact', messageId: '11', emoji: '👍', ref: three!.ref },
    ]);
    server.say({ type: 'error', code: 'too_many_reactions', ref: two!.ref, detail: 'Enough.', retryMs: 5 });
    server.say({ type: 'ack', ref: 'another' });
    server.say({ type: 'ack', ref: one!.ref, messageId: '11' });
    server.say({ type: 'ack', ref: three!.ref, messageId: '11' });
    assert.equal((await edit).messageId, '11');
    await assert.rejects(react, { name: 'RealtimeError', code: 'too_many_reactions', message: 'Enough.', retryMs: 5 });
    await unreact;
});

test('a command without a connection is rejected, and so is one whose connection ends', async () => {
    const bed = new Bed();
    await assert.rejects(bed.client.delete('11'), { code: 'disconnected' });
    const server = await bed.connect(), deleted = bed.client.delete('11');
    server.end(1006);
    await assert.rejects(deleted, { code: 'disconnected' });
});

test('commands leave no faster than a server takes them', async () => {
    const bed = new Bed(), server = await bed.connect();
    const all = Array.from({ length: 200 }, (_, n) => bed.client.delete(String(n)).catch(() => {}));
    assert.equal(server.sent.length, 50);
    await bed.clock.move(1000);
    assert.ok(server.sent.length >= 63 && server.sent.length <= 66, `${server.sent.length} after a second`);
    await bed.clock.move(10_000);
    assert.deepEqual(server.of('delete').map(command => command.messageId), Array.from({ length: 200 }, (_, n) => String(n)));
    bed.client.close();
    await Promise.all(all);
});

test('what had not left with its connection does not leave with the next', async () => {
    const bed = new Bed(), server = await bed.connect();
    for (let n = 0; n < 60; n++)
        bed.client.delete(String(n)).catch(() => {});
    server.end(1006);
    await bed.clock.move(1000);
    bed.server.hello();
    await bed.clock.move(1000);
    assert.deepEqual(bed.server.sent, []);
});

test('no more than 1000 commands wait for answers', async () => {
    const bed = new Bed();
    await bed.connect();
    const all = Array.from({ length: 1000 }, () => bed.client.delete('1').catch(problem => problem.code));
    await assert.rejects(bed.client.delete('1'), { code: 'too_many_messages' });
    bed.client.close();
    assert.deepEqual([...new Set(await Promise.all(all))], ['disconnected']);
});

test('what was read is said once, and again on the next connection until it is acknowledged', async () => {
    const bed = new Bed();
    bed.client.read('5', '10');
    const server = await bed.connect();
    assert.deepEqual(server.of('read').map(read => read.messageId), ['10']);
    bed.client.read('5', '11');
    bed.client.read('5', '12');
    assert.equal(server.of('read').length, 1, 'one at a time');
    server.say({ type: 'ack', ref: server.of('read')[0].ref });
    assert.deepEqual(server.of('read').map(read => read.messageId), ['10', '12'], 'then the last');
    server.end(1006);
    await bed.clock.move(1000);
    bed.server.hello();
    assert.deepEqual(bed.server.of('read').map(read => read.messageId), ['12']);
    bed.server.say({ type: 'error', code: 'store_unavailable', ref: bed.server.of('read')[0].ref, detail: '', retryMs: 500 });
    await bed.clock.move(500);
    bed.server.say({ type: 'ack', ref: bed.server.of('read')[1].ref });
    bed.server.end(1006);
    await bed.clock.move(2000);
    bed.server.hello();
    assert.deepEqual(bed.server.of('read'), []);
});

/* ---- typing and presence ---- */

test('typing is said at most every 3 s, and its end only where it was said', async () => {
    const bed = new Bed();
    bed.client.typing('5');
    const server = await bed.connect();
    assert.deepEqual(server.sent, [], 'what was typed before is not said later');
    for (let ms = 0; ms < 9000; ms += 100) {
        bed.client.typing('5');
        await bed.clock.move(100);
    }
    assert.equal(server.of('typing').length, 3);
    assert.equal(server.of('typing')[0].ref, undefined, 'nobody waits for an answer');
    bed.client.typing('5', false);
    bed.client.typing('5', false);
    assert.deepEqual(server.of('typing').slice(3).map(typing => typing.typing), [false]);
    bed.client.typing('5');
    bed.client.send({ channelId: '5', content: 'hello' });
    bed.client.typing('5', false);
    assert.equal(server.of('typing').length, 5, 'the message ends it by itself');
});

test('who types is known until they stop, send, or are silent', async () => {
    const bed = new Bed(), changes: string[][] = [], server = await bed.connect();
    bed.client.on('typists', ({ userIds }) => changes.push(userIds));
    const typing = (userId: string, on: boolean) =>
        server.say({ type: 'user_typing', channelId: '5', userId, typing: on, expiresMs: 6000 });
    typing('8', true);
    typing('9', true);
    typing('8', true);
    assert.deepEqual(bed.client.typistsIn('5'), ['8', '9']);
    server.say(dm(11));
    typing('9', false);
    typing('9', true);
    await bed.clock.move(6000);
    assert.deepEqual(changes, [['8'], ['8', '9'], ['9'], [], ['9'], []]);
    for (let n = 0; n < 2000; n++)
        typing(String(n), true);
    assert.equal(bed.client.typistsIn('5').length, 500, 'bounded');
    server.end(1006);
    assert.deepEqual(bed.client.typistsIn('5'), []);
});

test('being away outlives a connection; being invisible is the server\'s', async () => {
    const bed = new Bed(), server = await bed.connect();
    bed.client.setAway(true);
    bed.client.setAway(true);
    bed.client.setInvisible(true).catch(() => {});
    assert.deepEqual(server.of('presence').map(presence => presence.status), ['away', 'invisible']);
    server.end(1006);
    await bed.clock.move(1000);
    bed.server.hello();
    bed.client.setAway(false);
    assert.deepEqual(bed.server.of('presence').map(presence => presence.status), ['away', 'online']);
});

test('presence of somebody is heard by whoever watches them', async () => {
    const bed = new Bed(), seen: string[] = [], server = await bed.connect();
    const watch = bed.client.watchPresence('8', presence => seen.push(presence.status));
    assert.deepEqual(server.of('subscribe').map(subscribe => subscribe.topic), ['presence:8']);
    server.say({ type: 'presence', userId: '8', status: 'online', lastSeen: null });
    server.say({ type: 'presence', userId: '9', status: 'away', lastSeen: null });
    watch.close();
    server.say({ type: 'presence', userId: '8', status: 'offline', lastSeen: null });
    assert.deepEqual(seen, ['online']);
    assert.deepEqual(server.of('unsubscribe').map(subscribe => subscribe.topic), ['presence:8']);
    const one = bed.client.watchPresence('9', presence => seen.push(`one ${presence.status}`));
    server.say({ type: 'presence', userId: '9', status: 'away', lastSeen: null });
    const two = bed.client.watchPresence('9', presence => seen.push(`two ${presence.status}`));
    await settled();
    assert.deepEqual(seen, ['online', 'one away', 'two away'], 'who comes later is told what is known');
    one.close();
    two.close();
    bed.client.watchPresence('9', presence => seen.push(`three ${presence.status}`)).close();
    await settled();
    assert.equal(seen.length, 3, 'and not what was known once');
});
