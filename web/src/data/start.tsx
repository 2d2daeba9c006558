/* What stands before the first screen: who looks at the page, the cache with what came along, the connection. */
import type { ReactNode } from 'react';
import type { ApolloClient } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import type { RealtimeClient } from '../realtime/index';
import { makeClient } from './client';
import { connectDetails } from './details';
import { publishBy, startOutbox } from './outbox';
import { entriesOf } from './outbox-storage';
import { LiveWords } from './language';
import { thePage, writeQueries } from './page';
import { RealtimeProvider } from './realtime';
import { applyChoices, useChoices } from './store';
import { loadWords, type Words } from './text';
import { problem } from './problems';
import { begin, isOver, lastViewer, loadViewer, setViewer, watchSession, type Viewer } from './viewer';

export interface Data {
    client: ApolloClient;
    /** Null: nobody is signed in. */
    realtime: Promise<RealtimeClient> | null;
    words: Words;
}

/** Once, before rendering. */
export async function startData(): Promise<Data> {
    const page = thePage(), client = makeClient();

    connectDetails(client);
    applyChoices(document.documentElement);
    const [words, viewer] = await Promise.all([
        loadWords(useChoices.getState().language ?? page.language),
        page.viewer === undefined ? loadViewer(client).catch(lastViewer) : page.viewer,
        writeQueries(client, page.queries),
    ]);
    await begin(viewer).catch(() => setViewer(viewer));
    watchSession();
    return { client, words, realtime: viewer && startSession(client, viewer) };
}

function startSession(client: ApolloClient, viewer: Viewer): Promise<RealtimeClient> {
    const publish = publishBy(client);
    const outbox = startOutbox(entry => isOver(viewer) ? Promise.reject(problem('unavailable')) : publish(entry), entriesOf(viewer.id));

    addEventListener('online', () => outbox.wake());
    return import('./session').then(session => session.startSession(client, viewer, outbox));
}

/** Around everything. */
export function DataProvider({ data, children }: { data: Data; children: ReactNode }) {
    return (
        <ApolloProvider client={data.client}>
            <RealtimeProvider coming={data.realtime}>
                <LiveWords first={data.words}>{children}</LiveWords>
            </RealtimeProvider>
        </ApolloProvider>
    );
}
