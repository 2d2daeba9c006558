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
export type Command = {
    ref?: string;
} & ({
    type: 'subscribe' | 'unsubscribe';
    topic: string;
} | {
    type: 'resume';
    cursor: string;
    topics: string[];
} | {
    type: 'auth';
    token: string;
} | {
    type: 'ping';
} | ({
    type: 'send';
    clientRef: string;
} & Draft) | {
    type: 'edit';
    messageId: string;
    content: string;
} | {
    type: 'delete';
    messageId: string;
} | {
    type: 'react' | 'unreact';
    messageId: string;
    emoji: string;
} | {
    type: 'read';
    channelId: string;
    messageId: string;
} | {
    type: 'typing';
    channelId: string;
    typing: boolean;
} | {
    type: 'presence';
    status: 'online' | 'away' | 'invisible' | 'visible';
} | {
    type: 'speak';
    roomId: string;
    text: string;
    language?: string;
    durationMs?: number;
} | {
    type: 'room_react';
    roomId: string;
    emoji: string;
} | {
    type: 'signal';
    roomId: string;
    to: string;
    kind: 'offer' | 'answer' | 'ice' | 'bye';
    data: unknown;
    toSession?: string;
});
/** Why something was not done: `code` is the server's, or one of `disconnected`, `outbox_full`, `too_big`, `not_sent`, `discarded`. */
export declare class RealtimeError extends Error {
    readonly code: string;
    readonly retryMs?: number | undefined;
    readonly name = "RealtimeError";
    constructor(code: string, detail?: string, retryMs?: number | undefined);
}
/** Octets of the longest message that a server takes. */
export declare const MESSAGE_MOST: number;
export declare function octets(command: Command): number;
