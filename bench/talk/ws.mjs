// npm's ws, as its documentation sends to many: each event is made to text once.
import { WebSocketServer } from 'ws';
import { port, sent } from './world.mjs';

const listeners = new Map();
const server = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: false });

server.on('connection', (socket, request) => {
  const channel = new URL(request.url, 'http://h').searchParams.get('channels');
  if (channel) {
    if (!listeners.has(channel))
      listeners.set(channel, new Set());
    listeners.get(channel).add(socket);
    socket.on('close', () => listeners.get(channel).delete(socket));
  }
  socket.on('message', (data) => {
    const { channelId, ref } = JSON.parse(data);
    const { event, ack } = sent(channelId);
    const text = Buffer.from(JSON.stringify(event));
    socket.send(JSON.stringify({ type: 'ack', ref, ...ack }));
    for (const one of listeners.get(channelId) ?? [])
      one.send(text, { binary: false });
  });
  socket.send('{"type":"hello"}');
});
