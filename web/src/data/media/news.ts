/* What the connection says of media that are being made. */
import type { RealtimeClient } from '../../realtime/index';

export interface MediaNews {
    /** Whether it will be told: there is a connection. */
    readonly live: boolean;
    /** Returns how to stop listening. */
    on(mediaId: string, heard: () => void): () => void;
}

let connection: RealtimeClient | null = null;

/** The session's connection, once it has begun. */
export const hearMedia = (realtime: RealtimeClient): void => { connection = realtime; };

export const mediaNews: MediaNews = {
    get live() {
        return connection?.state.name === 'live';
    },
    on: (mediaId, heard) => connection?.on('media_state', event => event.mediaId === mediaId && heard()) ?? (() => {}),
};
