/* The one Apollo client: the API's GraphQL by the session's cookie. */
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { request, type Fetch } from './http';
import { policies } from './policies';

export function makeClient(fetcher: Fetch = request): ApolloClient {
    return new ApolloClient({
        link: new HttpLink({ uri: '/api/v1/graphql', fetch: fetcher, credentials: 'same-origin' }),
        cache: new InMemoryCache(policies),
    });
}
