// Channels in memory: a number for each message, and the event that its listeners get, like Kith's.
export const port = Number(process.argv[2]);
const seqs = new Map();
let ids = 330000000000000000n;

export function sent(channelId) {
  const seq = (seqs.get(channelId) ?? 0) + 1;
  seqs.set(channelId, seq);
  const messageId = String(++ids);
  return {
    event: { type: 'channel_message', channelId, messageId, from: '329999999999999999', seq, threadRootId: null, replyToId: null,
      mention: false, cursor: `v1.${ids}.1` },
    ack: { channelId, messageId, seq, clientRef: null, createdAt: new Date().toISOString(), duplicate: false },
  };
}
