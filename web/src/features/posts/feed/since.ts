/* Posts that came into a feed since it was read: counted while it is on the page, and put into it when they are asked for. */
import { useState } from 'react';
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEvent } from '../../../data/realtime';
import { PAGE, type PostConnection } from './pages';

/* More than these are not worth their cost: the list begins again. */
const MOST = 40;

interface Connection extends PostConnection { pageInfo: PostConnection['pageInfo'] & { startCursor?: string | null } }

interface Asked<Data, Variables extends OperationVariables> {
    query: TypedDocumentNode<Data, Variables>;
    /** But for the page: `first`, or `last` and `before`. */
    variables: Record<string, string>;
    connection: (data: Data) => Connection | null | undefined;
}

export function useSince<Data, Variables extends OperationVariables>({ query, variables, connection }: Asked<Data, Variables>) {
    const client = useApolloClient(), [ids, setIds] = useState<readonly string[]>([]);
    const asked = (page: Record<string, unknown>) => ({ ...variables, ...page }) as unknown as Variables;
    const known = () => {
        const data = client.readQuery<Data, Variables>({ query, variables: asked({ first: PAGE }) });
        return data && connection(data);
    };

    useEvent('post_deleted', ({ postId }) => setIds(before => before.filter(id => id !== postId)));
    return {
        count: ids.length,
        /** True also while nothing is known. */
        isKnown: (postId: string) => known()?.edges.some(({ node }) => node.id === postId) ?? true,
        add: (postId: string) => setIds(before => before.includes(postId) ? before : [...before, postId]),
        /** Puts them before those that are known; if there are too many, the list begins again. */
        async load(): Promise<void> {
            const before = known()?.pageInfo.startCursor, some = before && ids.length <= MOST && ids.length > 0;

            setIds([]);
            await client.query<Data, Variables>({
                query, variables: asked(some ? { first: null, last: ids.length, before } : { first: PAGE }), fetchPolicy: 'network-only',
            } as Parameters<typeof client.query<Data, Variables>>[0]);
        },
    };
}
