// A server of messages and nothing else, as the client sees one: node server.mjs PORT FILE FOLDER. What it has acknowledged is in the
// file, so that it may be killed at any time. A token is a person's name and id: ada.7. The folder holds the client's module.
import { appendFileSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const [port, file, folder] = process.argv.slice(2);
const log = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line)) : [];
const disk = openSync(file, 'a');
const ears = new Set(), tickets = new Map();

const personOf = request => {
    const bearer = /^Bearer (\w+)\.(\d+)$/.exec(request.headers.authorization ?? '') ?? /session=(\w+)\.(\d+)/.exec(request.headers.cookie ?? '');
    return bearer && { name: bearer[1], id: bearer[2], token: bearer[0] };
};

function write(person, { channelId, content, clientRef }) {
    const there = log.filter(message => message.channelId === channelId);
    const before = clientRef && there.find(message => message.clientRef === clientRef && message.from === person.id);
    if (before)
        return { ...before, duplicate: true };
    const message = {
        id: String(log.length + 1), channelId, seq: there.length + 1, from: person.id, content, clientRef, createdAt: new Date().toISOString(),
    };
    appendFileSync(disk, JSON.stringify(message) + '\n');
    fsyncSync(disk);
    log.push(message);
    for (const ear of ears)
        ear.tell(message);
    return message;
}

const eventOf = (message, ear) => JSON.stringify({
    type: 'dm', from: message.from, channelId: message.channelId, messageId: message.id, seq: message.seq, kind: 'group', threadRootId: null,
    replyToId: null, mention: false, clientRef: message.from === ear.person.id ? message.clientRef : null, cursor: `${message.id}.1`,
    ...ear.content && { content: message.content, messageType: 'text', mediaIds: [], createdAt: message.createdAt },
});

/* `say` takes one event as JSON, and its cursor. */
function listen(person, query, cursor, say) {
    const now = `${log.length + 1}.0`, known = /^\d+\.\d$/.test(cursor ?? '');
    const ear = { person, content: query.get('include') === 'content', tell: message => say(eventOf(message, ear), `${message.id}.1`) };
    say(JSON.stringify({
        type: 'hello', sessionId: '1', userId: person.id, cursor: known ? cursor : now, heartbeatMs: 30000, node: 'one', resumed: known,
    }));
    if (known) {
        for (const message of log)
            if (Number(message.id) > Number(cursor.split('.')[0]) - (cursor.endsWith('.0') ? 1 : 0))
                ear.tell(message);
        say(JSON.stringify({ type: 'live', cursor: now }));
    } else if (cursor)
        say(JSON.stringify({ type: 'resync', reason: 'unknown', cursor: now }));
    ears.add(ear);
    return () => ears.delete(ear);
}

function command(person, text) {
    const { type, ref = null, ...more } = JSON.parse(text);
    if (type === 'ping')
        return { type: 'pong', ref };
    if (type === 'subscribe')
        return { type: 'subscribed', topic: more.topic, ref, cursor: `${log.length + 1}.0` };
    if (type !== 'send')
        return { type: 'ack', ref };
    const { id, channelId, seq, clientRef, createdAt, duplicate = false } = write(person, more);
    return { type: 'ack', ref, channelId, messageId: id, seq, clientRef, createdAt, duplicate };
}

const answerOf = message => ({
    id: message.id, channel_id: message.channelId, seq: message.seq, content: message.content, client_ref: message.clientRef,
    created_at: message.createdAt, sender: { id: message.from },
});

async function body(request) {
    let text = '';
    for await (const part of request)
        text += part;
    return JSON.parse(text || '{}');
}

async function answer(request, response) {
    const url = new URL(request.url, 'http://x'), path = url.pathname.replace('/api/v1', ''), person = personOf(request);
    const json = (status, value) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    const channel = /^\/channels\/(\d+)\/messages$/.exec(path)?.[1];
    if (path === '/kith-realtime.js')
        response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(readFileSync(`${folder}/kith-realtime.js`));
    else if (path === '/link')
        response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>A page</title>');
    else if (!person)
        json(401, { code: 'not_signed_in', detail: 'You need to sign in.' });
    else if (path === '/realtime/ticket') {
        const ticket = String(Math.random());
        tickets.set(ticket, person);
        json(201, { ticket });
    } else if (path === '/events') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 3000\n\n');
        const over = listen(person, url.searchParams, request.headers['last-event-id'], (event, cursor) =>
            response.write(`${cursor ? `id: ${cursor}\n` : ''}data: ${event}\n\n`));
        request.on('close', over);
    } else if (channel && request.method === 'POST') {
        const { content, client_ref: clientRef } = await body(request), made = write(person, { channelId: channel, content, clientRef });
        json(made.duplicate ? 200 : 201, answerOf(made));
    } else if (channel)
        json(200, log.filter(message => message.channelId === channel).reverse().map(answerOf));
    else
        json(204, {});
}

const server = createServer(answer), sockets = new WebSocketServer({ noServer: true });

server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url, 'http://x'), ticket = url.searchParams.get('ticket');
    const person = ticket ? tickets.get(ticket) : personOf(request);
    tickets.delete(ticket);
    if (!person)
        return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, ws => {
        ws.on('close', listen(person, url.searchParams, url.searchParams.get('cursor'), event => ws.send(event)));
        ws.on('message', text => ws.send(JSON.stringify(command(person, text))));
    });
});
server.listen(Number(port), '127.0.0.1');
