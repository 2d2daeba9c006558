/* Pages of posts, as a list wants them: whatever the query, what stands in it is a connection of posts. */
import type { OperationVariables } from '@apollo/client';
import { usePages, type Asked, type Connection, type Pages } from '../../../data/pages';
import type { PostCardFragment } from '../../../generated/features/posts/PostCard';

/** Posts of a page: what three requests of the API's limits pay for. */
export const PAGE = 18;

export type PostConnection = Connection<PostCardFragment>;

export interface PostPages extends Omit<Pages<PostCardFragment>, 'items'> {
    posts: readonly PostCardFragment[];
}

const NONE: readonly PostCardFragment[] = [];

/**
 * `const pages = usePostPages({ query, variables: { first: PAGE }, connection: data => data.feed })`, then
 * `<PostList {...pages} place="home" empty={...} />`. The query takes `$after: String` for the pages that follow.
 */
export function usePostPages<Data, Variables extends OperationVariables>(asked: Asked<Data, Variables, PostCardFragment>): PostPages {
    const { items, ...pages } = usePages(asked);

    return { ...pages, posts: items ?? NONE };
}
