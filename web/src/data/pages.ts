/* Pages of anything that a query lists: posts, people, comments, tags. */
import { NetworkStatus, type OperationVariables, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useMemo, useState } from 'react';

/** Rows of a page, where they are lines. */
export const ROWS = 30;

export interface Connection<Item> {
    edges: readonly { node: Item }[];
    pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Pages<Item> {
    /** Null: not here yet. */
    items: readonly Item[] | null;
    /** Nothing is there to show until the first page has come. */
    loading: boolean;
    /** The next page is on its way, or what takes the place of what is shown. */
    loadingMore: boolean;
    /** Of the first page, or of the one that was to follow. */
    error: unknown;
    hasMore: boolean;
    more: () => void;
    /** Reads it again from the beginning. */
    retry: () => Promise<void>;
}

export interface Asked<Data, Variables, Item> {
    query: TypedDocumentNode<Data, Variables>;
    variables: Variables;
    /** Where the list stands in the answer. */
    connection: (data: Data) => Connection<Item> | null | undefined;
    skip?: boolean;
    /** Asked again whenever it comes onto the page; what is known is shown meanwhile. */
    fresh?: boolean;
    /** What stood before stays until what is asked for now has come: a search as one types. */
    keep?: boolean;
    /** How many the pages that follow have, where the first one has fewer. */
    following?: number;
}

/** The query takes `$after: String` for the pages that follow. */
export function usePages<Data, Variables extends OperationVariables, Item>(
    { query, variables, connection, skip = false, fresh = false, keep = false, following }: Asked<Data, Variables, Item>): Pages<Item> {
    const { data: now, previousData, loading, error, networkStatus, fetchMore, refetch } = useQuery(query, {
        variables, skip, notifyOnNetworkStatusChange: true,
        fetchPolicy: fresh ? 'cache-and-network' : 'cache-first', nextFetchPolicy: 'cache-first',
    } as useQuery.Options<Data, Variables>);
    const isOld = !now && keep && loading && previousData !== undefined;
    const data = isOld ? previousData : now;
    const page = data ? connection(data as Data) : null;
    const edges = page?.edges, isThere = data !== undefined;
    const items = useMemo(() => edges?.map(({ node }) => node) ?? (isThere ? [] : null), [edges, isThere]);
    const [failure, setFailure] = useState<unknown>(null);
    const loadingMore = isOld || networkStatus === NetworkStatus.fetchMore;

    return {
        items, loadingMore,
        loading: loading && !page,
        error: error ?? failure,
        hasMore: page?.pageInfo.hasNextPage ?? false,
        more: () => {
            if (!page || loadingMore)
                return;
            setFailure(null);
            fetchMore({ variables: { after: page.pageInfo.endCursor, ...following && { first: following } } as unknown as Partial<Variables> }).catch(setFailure);
        },
        retry: () => refetch().then(() => {}, () => {}),
    };
}
