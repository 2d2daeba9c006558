/** What a client says. Each may carry a `ref`, which its answer repeats. */

export interface Draft {
    channelId: string;
    content?: string;
    messageType?: 'text' | 'image' | 'video' | 'audio' | 'file';
    mediaIds?: string[];
    replyToId?: string;
    threadRootId?: string;
    forwardOf?: string;
}

export type Command = { ref?: string } & (
    | { type: 'subscribe' | 'unsubscribe'; topic: string }
    | { type: 'resume'; cursor: string; topics: string[] }
    | { type: 'auth'; token: string }
    | { type: 'ping' }
    | ({ type: 'send'; clientRef: string } & Draft)
    | { type: 'edit'; messageId: string; content: string }
    | { type: 'delete'; messageId: string }
    | { type: 'react' | 'unreact'; messageId: string; emoji: string }
    | { type: 'read'; channelId: string; messageId: string }
    | { type: 'typing'; channelId: string; typing: boolean }
    | { type: 'presence'; status: 'online' | 'away' | 'invisible' | 'visible' }
    | { type: 'speak'; roomId: string; text: string; language?: string; durationMs?: number }
    | { type: 'room_react'; roomId: string; emoji: string }
    | { type: 'signal'; roomId: string; to: string; kind: 'offer' | 'answer' | 'ice' | 'bye'; data: unknown; toSession?: string }
);

/** Why something was not done: `code` is the server's, or one of `disconnected`, `outbox_full`, `too_big`, `not_sent`, `discarded`. */
export class RealtimeError extends Error {
    override readonly name = 'RealtimeError';

    constructor(readonly code: string, detail: string = code, readonly retryMs?: number) {
        super(detail);
    }
}

/** Octets of the longest message that a server takes. */
export const MESSAGE_MOST = 64 * 1024;

export function octets(command: Command): number {
    return new TextEncoder().encode(JSON.stringify(command)).length;
}
