// What the programs beside this one share: clients of two people who talk in one channel, and its history.
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { EventStreamTransport, RealtimeClient, WebSocketTransport } from './kith-realtime.js';

export const [origin, told] = process.argv.slice(2);
export const { ada, bob, channel } = JSON.parse(told);

const socket = (url, protocols, headers) => new WebSocket(url, protocols, { headers });

export const transports = {
    'a socket': () => new WebSocketTransport(origin, { socket }),
    'a socket by ticket': () => new WebSocketTransport(origin),
    'an event stream': () => new EventStreamTransport(origin),
};
globalThis.WebSocket ??= WebSocket;

export function client(person, transport, more = {}) {
    const made = new RealtimeClient({ transport, credentials: () => ({ token: person.token }), content: true, ...more });
    made.connect();
    return made;
}

/* Its messages that begin with the word, oldest first. */
export async function history(word) {
    const found = [];
    for (let url = `${origin}/api/v1/channels/${channel}/messages?limit=100`; url;) {
        const answer = await fetch(url, { headers: { Authorization: `Bearer ${ada.token}` } });
        if (!answer.ok)
            throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
        found.push(...await answer.json());
        const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
        url = next && new URL(next, origin).href;
    }
    return found.reverse().filter(message => message.content?.startsWith(`${word} `)).map(message => message.content);
}

/* What a client hears that begins with the word. */
export function heardBy(made, word) {
    const contents = [];
    made.on('dm', event => event.content?.startsWith(`${word} `) && contents.push(event.content));
    return contents;
}

export async function until(holds) {
    while (!holds())
        await sleep(10);
}

export const numbered = (word, n) => Array.from({ length: n }, (_, i) => `${word} ${i}`);

export const state = (made, name) => until(() => made.state.name === name);

export { sleep };
