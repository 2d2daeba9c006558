import { InMemoryCache } from '@apollo/client';
import { expect, test } from 'vitest';
import { policies } from '../../data/policies';
import { FollowRequestsDocument } from '../../generated/features/people/requests/Requests';
import { takeOff } from './leave';
import { aPerson } from './testing';

const variables = { first: 30 };

function requestsOf(...names: string[]) {
    const cache = new InMemoryCache(policies);
    const edges = names.map(name => ({ __typename: 'UserEdge' as const, cursor: name, node: aPerson(name) }));
    const pageInfo = { __typename: 'PageInfo' as const, hasNextPage: false, endCursor: null };

    cache.writeQuery({
        query: FollowRequestsDocument, variables,
        data: { followRequests: { __typename: 'UserConnection', edges, pageInfo } },
    });
    return cache;
}

const left = (cache: InMemoryCache) =>
    cache.readQuery({ query: FollowRequestsDocument, variables })?.followRequests?.edges.map(({ node }) => node.username);

test('what is taken off a list leaves the others there', () => {
    const cache = requestsOf('ada', 'bob', 'eve');

    takeOff(cache, 'followRequests', 'User', aPerson('bob').id);
    expect(left(cache)).toEqual(['ada', 'eve']);
});

test('what is not on a list changes nothing', () => {
    const cache = requestsOf('ada');

    takeOff(cache, 'followRequests', 'User', aPerson('bob').id);
    takeOff(cache, 'blocks', 'User', aPerson('ada').id);
    expect(left(cache)).toEqual(['ada']);
});
