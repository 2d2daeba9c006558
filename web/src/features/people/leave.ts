/* Lists in the cache that get shorter. */
import type { ApolloCache, Reference, StoreObject } from '@apollo/client';

interface Edges { edges?: readonly { node: Reference }[] }

/** Takes a thing off a list of the query's root, or of another thing. */
export function takeOff(cache: ApolloCache, fieldName: string, typename: string, id: string, of?: StoreObject): void {
    const gone = cache.identify({ __typename: typename, id });

    cache.modify({
        id: of ? cache.identify(of) : 'ROOT_QUERY',
        fields: {
            [fieldName]: (stood: Edges) => stood.edges ? { ...stood, edges: stood.edges.filter(({ node }) => node.__ref !== gone) } : stood,
        } as never,
    });
}
