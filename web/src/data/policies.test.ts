import { gql, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { expect, test } from 'vitest';
import { policies } from './policies';

interface Feed { feed: { edges: { cursor: string; node: { id: string; content: string } }[]; pageInfo: { hasNextPage: boolean } } }

const FEED = gql`query Feed($order: FeedOrder, $after: String, $before: String) {
    feed(order: $order, after: $after, before: $before) {
        edges { cursor node { id content } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}` as TypedDocumentNode<Feed>;

function page(ids: string[], hasNextPage = false) {
    const edges = ids.map(id => ({ __typename: 'FeedEdge', cursor: `c${id}`, node: { __typename: 'Post', id, content: `post ${id}` } }));
    const pageInfo = {
        __typename: 'PageInfo', hasNextPage, hasPreviousPage: false, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null,
    };

    return { feed: { __typename: 'FeedConnection', edges, pageInfo } };
}

function bed() {
    const cache = new InMemoryCache(policies);
    const write = (variables: Record<string, string>, ids: string[], more = false) =>
        cache.writeQuery({ query: FEED, variables, data: page(ids, more) });
    const ids = (variables = {}) => cache.readQuery({ query: FEED, variables })?.feed.edges.map(({ node }) => node.id);

    return { cache, write, ids };
}

test('pages of a list are joined, and each order has a list of its own', () => {
    const { cache, write, ids } = bed();
    write({ order: 'CHRONOLOGICAL' }, ['9', '8'], true);
    write({ order: 'CHRONOLOGICAL', after: 'c8' }, ['7', '6']);
    write({ order: 'RANKED' }, ['3']);
    expect(ids({ order: 'CHRONOLOGICAL' })).toEqual(['9', '8', '7', '6']);
    expect(ids({ order: 'RANKED' })).toEqual(['3']);
    expect(cache.readQuery({ query: FEED, variables: { order: 'CHRONOLOGICAL' } })!.feed.pageInfo.hasNextPage).toBe(false);
});

test('what stands in two pages is shown once', () => {
    const { write, ids } = bed();
    write({}, ['9', '8']);
    write({ after: 'c8' }, ['8', '7']);
    write({ before: 'c9' }, ['10', '9']);
    expect(ids()).toEqual(['10', '9', '8', '7']);
});

test('a page without a cursor begins the list again', () => {
    const { write, ids } = bed();
    write({}, ['9', '8']);
    write({ after: 'c8' }, ['7']);
    write({}, ['12', '11']);
    expect(ids()).toEqual(['12', '11']);
});

test('what was evicted leaves every list', () => {
    const { cache, write, ids } = bed();
    write({}, ['9', '8', '7']);
    cache.evict({ id: 'Post:8' });
    expect(ids()).toEqual(['9', '7']);
});

test('a post that a list has read is known by its id', () => {
    const { cache, write } = bed();
    write({}, ['9']);
    const found = cache.readQuery<{ post: { content: string } }>({ query: gql`{ post(id: "9") { id content } }` });
    expect(found?.post.content).toBe('post 9');
});

test('what has no id of its own keeps what other queries know of it', () => {
    const cache = new InMemoryCache(policies), of = (fields: string) => gql`{ user(username: "ada") { id relationship { ${fields} } } }`;
    const user = (relationship: object) => ({ user: { __typename: 'User', id: '1', relationship: { __typename: 'Relationship', ...relationship } } });
    cache.writeQuery({ query: of('following'), data: user({ following: true }) });
    cache.writeQuery({ query: of('muting'), data: user({ muting: false }) });
    expect(cache.readQuery({ query: of('following muting') })).toMatchObject(user({ following: true, muting: false }));
});
