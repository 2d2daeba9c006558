// socket.io, as its documentation sends to a room.
import { Server } from 'socket.io';
import { port, sent } from './world.mjs';

const io = new Server({ transports: ['websocket'], perMessageDeflate: false });

io.on('connection', (socket) => {
  if (socket.handshake.query.channels)
    socket.join(socket.handshake.query.channels);
  socket.on('send', ({ channelId, ref }) => {
    const { event, ack } = sent(channelId);
    socket.emit('ack', { ref, ...ack });
    io.to(channelId).emit('channel_message', event);
  });
});
io.listen(port);
