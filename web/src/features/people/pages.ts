/* Pages of anything that a query lists: people, comments, lists, tags. */
import { NetworkStatus, type OperationVariables, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useState } from 'react';

export const PEOPLE = 30;

export interface Connection<Item> {
    edges: readonly { node: Item }[];
    pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Pages<Item> {
    /** Null: not here yet. */
    items: readonly Item[] | null;
    loadingMore: boolean;
    error: unknown;
    hasMore: boolean;
    more: () => void;
    retry: () => void;
}

interface Asked<Data, Variables, Item> {
    query: TypedDocumentNode<Data, Variables>;
    variables: Variables;
    /** Where the list stands in the answer. */
    connection: (data: Data) => Connection<Item> | null | undefined;
    skip?: boolean;
    /** Asked again whenever it comes onto the page; what is known is shown meanwhile. */
    fresh?: boolean;
    /** What stood before stays until what is asked for now has come: a search as one types. */
    keep?: boolean;
}

/** The query takes `$after: String` for the pages that follow. */
export function usePages<Data, Variables extends OperationVariables, Item>(
    { query, variables, connection, skip = false, fresh = false, keep = false }: Asked<Data, Variables, Item>): Pages<Item> {
    const { data: now, previousData, loading, error, networkStatus, fetchMore, refetch } = useQuery(query, {
        variables, skip, notifyOnNetworkStatusChange: true,
        fetchPolicy: fresh ? 'cache-and-network' : 'cache-first', nextFetchPolicy: 'cache-first',
    } as useQuery.Options<Data, Variables>);
    const isOld = !now && keep && loading && previousData !== undefined;
    const data = isOld ? previousData : now;
    const page = data ? connection(data as Data) : null;
    const [failure, setFailure] = useState<unknown>(null);
    const loadingMore = isOld || networkStatus === NetworkStatus.fetchMore;

    return {
        items: page ? page.edges.map(({ node }) => node) : data ? [] : null,
        loadingMore,
        error: error ?? failure,
        hasMore: page?.pageInfo.hasNextPage ?? false,
        more: () => {
            if (loadingMore)
                return;
            setFailure(null);
            fetchMore({ variables: { after: page?.pageInfo.endCursor } as unknown as Partial<Variables> }).catch(setFailure);
        },
        retry: () => void refetch().catch(() => {}),
    };
}
