/*
 * What changed is asked for again, all that is on the screen by one query. A feature says once with which document its things are read:
 *
 *   provideDetails('Post', PostsByIdsDocument)        query PostsByIds($ids: [ID!]!) { nodes(ids: $ids) { ...PostCard } }
 *
 * and `fetchDetails('Post', id)` puts them into the cache, whoever asks and however often within a moment.
 */
import type { ApolloClient, TypedDocumentNode } from '@apollo/client';

export type DetailsDocument = TypedDocumentNode<{ nodes: readonly unknown[] }, { ids: string[] | string }>;

type Fragment<Data> = TypedDocumentNode<Data, Record<string, never>>;

const IDS_MOST = 100, MOMENT_MS = 60;

interface Wanted { ids: Set<string>; done: Promise<void> }

export class Details {
    readonly #documents = new Map<string, DetailsDocument>();
    readonly #wanted = new Map<string, Wanted>();
    readonly #wait: (ms: number) => Promise<void>;
    #client: ApolloClient | null = null;

    constructor(wait: (ms: number) => Promise<void> = ms => new Promise(resolve => setTimeout(resolve, ms))) {
        this.#wait = wait;
    }

    use(client: ApolloClient): void {
        this.#client = client;
    }

    provide(typename: string, document: DetailsDocument): void {
        this.#documents.set(typename, document);
    }

    /** Resolved once it is in the cache, or known not to be there; at once if no feature reads such things. */
    fetch(typename: string, id: string): Promise<void> {
        let wanted = this.#wanted.get(typename);
        if (!wanted || wanted.ids.size === IDS_MOST) {
            const ids = new Set<string>();
            this.#wanted.set(typename, wanted = { ids, done: this.#wait(MOMENT_MS).then(() => this.#ask(typename, ids)) });
        }
        wanted.ids.add(id);
        return wanted.done;
    }

    /** What is known of it by now. Null: nothing. */
    of<Data>(typename: string, id: string, fragment: Fragment<Data>): Data | null {
        const cache = this.#client?.cache;

        return cache?.readFragment<Data>({ id: cache.identify({ __typename: typename, id }), fragment }) ?? null;
    }

    async #ask(typename: string, wanted: Set<string>): Promise<void> {
        const query = this.#documents.get(typename), ids = [...wanted];
        if (this.#wanted.get(typename)?.ids === wanted)
            this.#wanted.delete(typename);
        if (!query || !this.#client)
            return;
        const { data } = await this.#client.query({ query, variables: { ids }, fetchPolicy: 'network-only', errorPolicy: 'all' })
            .catch(() => ({ data: undefined }));
        data?.nodes.forEach((node, n) => node === null && this.#gone(typename, ids[n]!));
    }

    #gone(typename: string, id: string): void {
        const { cache } = this.#client!;
        cache.evict({ id: cache.identify({ __typename: typename, id }) });
        cache.gc();
    }
}

const details = new Details();

export const provideDetails = (typename: string, document: DetailsDocument): void => details.provide(typename, document);
export const fetchDetails = (typename: string, id: string): Promise<void> => details.fetch(typename, id);
export const detailsOf = <Data>(typename: string, id: string, fragment: Fragment<Data>): Data | null =>
    details.of(typename, id, fragment);
export const connectDetails = (client: ApolloClient): void => details.use(client);
