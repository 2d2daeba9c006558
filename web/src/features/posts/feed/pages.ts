/* Pages of posts, as a list wants them: whatever the query, what stands in it is a connection of posts. */
import { NetworkStatus, type OperationVariables, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useMemo, useState } from 'react';
import type { PostCardFragment } from '../../../generated/features/posts/PostCard';

/** Posts of a page: what three requests of the API's limits pay for. */
export const PAGE = 18;

export interface PostConnection {
    edges: readonly { node: PostCardFragment }[];
    pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface PostPages {
    posts: readonly PostCardFragment[];
    /** The first page is on its way, and nothing is there to show meanwhile. */
    loading: boolean;
    /** The next page is. */
    loadingMore: boolean;
    /** Of the first page, or of the one that was to follow. */
    error: unknown;
    hasMore: boolean;
    more: () => void;
    /** Reads it again from the beginning. */
    retry: () => Promise<void>;
}

interface Asked<Data, Variables extends OperationVariables> {
    query: TypedDocumentNode<Data, Variables>;
    variables: Variables;
    /** Where the posts stand in the answer. */
    connection: (data: Data) => PostConnection | null | undefined;
    skip?: boolean;
    /** Asked again whenever it comes onto the page; what is known is shown meanwhile. */
    fresh?: boolean;
    /** What stood before stays until what is asked for now has come: a search as one types. */
    keep?: boolean;
}

/**
 * `const pages = usePostPages({ query, variables: { first: PAGE }, connection: data => data.feed })`, then
 * `<PostList {...pages} place="home" empty={...} />`. The query takes `$after: String` for the pages that follow.
 */
export function usePostPages<Data, Variables extends OperationVariables>(
    { query, variables, connection, skip = false, fresh = false, keep = false }: Asked<Data, Variables>): PostPages {
    const { data: now, previousData, loading, error, networkStatus, fetchMore, refetch } = useQuery(
        query, { variables, skip, fetchPolicy: fresh ? 'cache-and-network' : 'cache-first', nextFetchPolicy: 'cache-first', notifyOnNetworkStatusChange: true } as useQuery.Options<Data, Variables>);
    const isOld = !now && keep && loading && previousData !== undefined;
    const data = isOld ? previousData : now;
    const page = data ? connection(data as Data) : null;
    const posts = useMemo(() => page?.edges.map(({ node }) => node) ?? [], [page?.edges]);
    const [failure, setFailure] = useState<unknown>(null);
    const loadingMore = isOld || networkStatus === NetworkStatus.fetchMore;

    return {
        posts, loadingMore,
        error: error ?? failure,
        loading: loading && !page,
        hasMore: page?.pageInfo.hasNextPage ?? false,
        more: () => {
            if (!page || loadingMore)
                return;
            setFailure(null);
            fetchMore({ variables: { after: page.pageInfo.endCursor } as unknown as Partial<Variables> }).catch(setFailure);
        },
        retry: () => refetch().then(() => {}, () => {}),
    };
}
