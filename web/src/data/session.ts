/* What a signed-in person's page has beside the cache: the realtime connection, whose events go into it. It loads after the first screen. */
import type { ApolloClient } from '@apollo/client';
import type { News } from '../realtime/events';
import {
    EventStreamTransport, IndexedDbStorage, MemoryStorage, RealtimeClient, WebSocketTransport, type ClientOptions,
} from '../realtime/index';
import type { Outbox } from './outbox';
import { applyPatch } from './patches';
import { hearMedia } from './media/news';
import { loadViewer, type Viewer } from './viewer';

export function makeRealtime(viewer: Viewer, more: Partial<ClientOptions> = {}): RealtimeClient {
    const base = location.origin;

    return new RealtimeClient({
        transport: [new WebSocketTransport(base), new EventStreamTransport(base)],
        content: true,
        userId: viewer.id,
        storage: typeof indexedDB === 'undefined' ? new MemoryStorage() : new IndexedDbStorage(`kith-messages-${viewer.id}`),
        ...more,
    });
}

/** Events into Apollo's cache. Returns how to stop. */
export function feedCache(realtime: RealtimeClient, client: ApolloClient, viewerId: string): () => void {
    const stops = [
        realtime.on('*', event => applyPatch(client.cache, event as News, viewerId)),
        realtime.on('resync', () => void client.refetchQueries({ include: 'active' })),
        realtime.on('account_changed', () => void loadViewer(client).catch(() => {})),
    ];

    return () => stops.forEach(stop => stop());
}

export function startSession(client: ApolloClient, viewer: Viewer, outbox: Outbox): RealtimeClient {
    const realtime = makeRealtime(viewer);

    feedCache(realtime, client, viewer.id);
    hearMedia(realtime);
    realtime.on('state', state => state.name === 'live' && outbox.wake());
    realtime.connect();
    return realtime;
}
