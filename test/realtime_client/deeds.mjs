// All that the client's module does with a server, over each transport: node deeds.mjs ORIGIN PEOPLE. Ends with a line for each kind of
// event that was heard, in JSON.
import { assert, holds, verdict } from './cases.mjs';
import { order } from './orders.mjs';
import { ada, bob, channel, client, origin, sleep, state, transports, until } from './people.mjs';

const CHANNELS = 120;               // more than go into a query
const kinds = new Map();

/* The next event that fits, as `client.on` gives it. */
function next(made, type, fits = () => true) {
    return new Promise(resolve => {
        const stop = made.on(type, event => {
            if (!fits(event))
                return;
            stop();
            resolve(event);
        });
    });
}

async function opened(person, transport, more) {
    const made = client(person, transport(), more);
    made.on('*', event => kinds.set(`${event.type} ${Object.keys(event).sort()}`, event));
    await until(() => made.state.name === 'live' || made.state.name === 'catching_up');
    return made;
}

async function call(person, method, path, body) {
    const answer = await fetch(`${origin}/api/v1${path}`, {
        method, headers: { Authorization: `Bearer ${person.token}`, ...body && { 'Content-Type': 'application/json' } },
        body: body && JSON.stringify(body),
    });
    if (!answer.ok)
        throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
}

const channels = [];
for (let n = 0; n < CHANNELS; n++)
    channels.push((await call(ada, 'POST', '/channels', { name: `Channel ${n}` })).id);
const [open] = channels;

for (const [name, transport] of Object.entries(transports)) {
    await holds(`over ${name}, a message is edited, reacted to, read and deleted`, async () => {
        const from = await opened(ada, transport), to = await opened(bob, transport);
        const heard = next(to, 'dm');
        const { messageId, seq, clientRef, duplicate } = await from.send({ channelId: channel, content: 'Hello @bob' }, `ref over ${name}`).sent;
        assert.equal(clientRef, `ref over ${name}`);
        assert.equal(duplicate, false);
        const told = await heard;
        assert.deepEqual([told.messageId, told.seq, told.content, told.mention, told.clientRef ?? null], [messageId, seq, 'Hello @bob', true, null]);
        const again = await from.send({ channelId: channel, content: 'Hello @bob' }, `ref over ${name}`).sent;
        assert.deepEqual([again.messageId, again.duplicate], [messageId, true]);
        await assert.rejects(from.send({ channelId: channel, content: 'Other' }, `ref over ${name}`).sent, { code: 'client_ref_reused' });

        const reply = next(to, 'dm', event => event.replyToId === messageId);
        await from.send({ channelId: channel, content: 'And more', replyToId: messageId }).sent;
        await reply;
        for (const [type, deed] of [
            ['message_edited', () => from.edit(messageId, 'Hello again @bob')], ['reaction_added', () => to.react(messageId, '👍')],
            ['reaction_removed', () => to.react(messageId, '👍', false)], ['message_deleted', () => from.delete(messageId)],
        ]) {
            const both = [next(from, type), next(to, type)];
            const ack = await deed();
            assert.equal(ack.messageId, messageId);
            for (const event of await Promise.all(both))
                assert.equal(event.messageId, messageId);
        }
        await assert.rejects(from.edit('1', 'x'), { code: 'message_not_found' });
        await assert.rejects(to.delete('1'), { code: 'message_not_found' });

        const last = await from.send({ channelId: channel, content: 'The last' }).sent, read = next(to, 'read');
        to.read(channel, last.messageId);
        const { seq: upTo, unreadCount } = await read;
        assert.deepEqual([upTo, unreadCount], [last.seq, 0]);
        from.close();
        to.close();
    });

    await holds(`over ${name}, typing is heard, and ends with the message`, async () => {
        const from = await opened(ada, transport), to = await opened(bob, transport);
        const changes = [];
        to.on('typists', ({ userIds }) => changes.push(userIds.length));
        from.typing(channel);
        await until(() => to.typistsIn(channel).length === 1);
        await from.send({ channelId: channel, content: 'typed' }).sent;
        await until(() => changes.length === 2);
        assert.deepEqual(changes, [1, 0]);
        from.close();
        to.close();
    });

    await holds(`over ${name}, channels are subscribed to, left, and not to be had`, async () => {
        const to = await opened(bob, transport), from = await opened(ada, transport), heard = [];
        to.on('channel_message', event => heard.push(event.content));
        const subscription = to.subscribe(`channel:${open}`);
        await subscription.ready;
        const content = `to all over ${name}`, event = next(to, 'channel_message');
        await from.send({ channelId: open, content }).sent;
        assert.equal((await event).content, content);
        subscription.close();
        for (const [topic, code] of [['channel:1', 'channel_not_found'], ['nothing:1', 'unknown_topic']]) {
            const ends = [], none = to.subscribe(topic, why => ends.push(why));
            if (name === 'an event stream')
                await until(() => ends.length);
            else
                await assert.rejects(none.ready, { code });
            assert.deepEqual(ends, [code]);
        }
        await sleep(100);
        await until(() => to.state.name === 'live');
        await from.send({ channelId: open, content: 'unheard' }).sent;
        await sleep(200);
        assert.deepEqual(heard, [content]);
        from.close();
        to.close();
    });

    await holds(`over ${name}, more topics than a query holds go on over a kill, without a gap`, async () => {
        const made = client(bob, transport()), heard = [];
        made.on('channel_message', event => heard.push(event.content));
        const all = channels.map(id => made.subscribe(`channel:${id}`));
        await Promise.all(all.map(one => one.ready));
        await until(() => made.state.name === 'live');
        const from = await opened(ada, transport), wanted = [];
        for (const part of [0, 1]) {
            for (const [n, id] of channels.entries())
                if (n % 10 === part) {
                    wanted.push(`${name} ${part} ${n}`);
                    from.send({ channelId: id, content: `${name} ${part} ${n}` });
                }
            if (!part)
                await order('kill');
        }
        await until(() => heard.length >= wanted.length);
        await sleep(100);
        assert.deepEqual([...heard].sort(), wanted.sort());
        made.close();
        from.close();
    });

    await holds(`over ${name}, a cursor that means nothing is one resync`, async () => {
        const made = client(bob, transport(), { cursor: 'nonsense' }), reasons = [];
        made.on('resync', event => { reasons.push(event.reason); kinds.set('resync', event); });
        await until(() => reasons.length);
        const ended = next(made, 'state', ({ name: word }) => word === 'waiting');
        await order('kill');
        await ended;
        await state(made, 'live');
        await sleep(100);
        assert.deepEqual(reasons, ['unknown']);
        made.close();
    });

    await holds(`over ${name}, a server that stops is come back to`, async () => {
        const made = await opened(bob, transport), codes = [];
        made.on('state', ({ name: word, code, ms }) => word === 'waiting' && codes.push([code, ms < 5000]));
        const stopped = order('stop');
        await until(() => codes.length);
        await stopped;
        await state(made, 'live');
        assert.deepEqual(codes[0], [1001, true]);
        made.close();
    });

    await holds(`over ${name}, the end of a session signs out`, async () => {
        const [{ token }] = [await call(ada, 'POST', '/auth/login', { username: 'ada', password: ada.password })];
        const made = await opened({ token }, transport);
        await call({ token }, 'POST', '/auth/logout');
        await state(made, 'stopped');
        assert.equal(made.state.why, 'signed_out');
    });
}

await holds('over a socket, presence is seen by those who may', async () => {
    const watching = await opened(ada, transports['a socket']), statuses = [];
    await call(ada, 'POST', '/users/@bob/follow');
    await call(bob, 'POST', '/users/@ada/follow');
    const { id } = await call(bob, 'GET', '/users/me');
    const watch = watching.watchPresence(id, ({ status }) => statuses.push(status));
    await watch.ready;
    const seen = await opened(bob, transports['a socket']);
    await until(() => statuses.at(-1) === 'online');
    seen.setAway(true);
    await until(() => statuses.at(-1) === 'away');
    await seen.setInvisible(true);
    await until(() => statuses.at(-1) === 'offline');
    await seen.setInvisible(false);
    await until(() => statuses.at(-1) === 'away');
    watch.close();
    watching.close();
    seen.close();
});

for (const event of kinds.values())
    console.log(`> event ${JSON.stringify(event)}`);
verdict();
