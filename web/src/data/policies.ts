/* How the cache knows things and joins pages of lists. Documents ask lists for `edges { cursor node }` and `pageInfo`. */
import type { FieldPolicy, InMemoryCacheConfig, Reference } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes } from '../generated/possible-types';

interface Edge { cursor?: string; node: Reference }
interface Connection { edges: Edge[]; pageInfo: Record<string, unknown> }

/**
 * Pages in either direction, joined; nothing twice: between two pages an entry may have moved. A page that is asked for without a cursor
 * begins the list again.
 */
function pages(...keyArgs: string[]): FieldPolicy {
    const relay = relayStylePagination(keyArgs.length ? keyArgs : false);
    const merge = relay.merge as Exclude<FieldPolicy['merge'], boolean | undefined>;

    return {
        ...relay,
        merge(existing, incoming, options) {
            const merged = merge(existing, incoming, options) as Connection;
            return { ...merged, edges: once(merged.edges) };
        },
    } as FieldPolicy;
}

function once(edges: Edge[]): Edge[] {
    const seen = new Set<string>();

    return edges.filter(({ node }) => {
        const known = node?.__ref !== undefined && seen.has(node.__ref);
        if (node?.__ref !== undefined)
            seen.add(node.__ref);
        return !known;
    });
}

/* Of a thing that was read in a list, without asking again. */
const byId = (typename: string): FieldPolicy => ({
    read: (existing, { args, toReference }) => existing ?? (args?.id ? toReference({ __typename: typename, id: args.id as string }) : undefined),
});

const joined = { merge: true };

export const policies: InMemoryCacheConfig = {
    possibleTypes,
    typePolicies: {
        Query: {
            fields: {
                feed: pages('order'),
                publicTimeline: pages('mediaOnly'),
                comments: pages('postId', 'sort'),
                search: pages('query', 'type'),
                searchMessages: pages('query', 'channelId'),
                channels: pages('filter', 'query'),
                conversations: pages('requests'),
                saved: pages(),
                lists: pages(),
                followedTags: pages(),
                followRequests: pages(),
                blocks: pages(),
                mutes: pages(),
                post: byId('Post'),
                comment: byId('Comment'),
                channel: byId('Channel'),
                message: byId('Message'),
                unread: joined,
            },
        },
        Post: {
            fields: {
                comments: pages('sort'), quotes: pages(), reactions: pages('type'), history: pages(), poll: joined,
            },
        },
        Comment: { fields: { replies: pages('sort'), ancestors: pages() } },
        User: {
            fields: {
                followers: pages(), following: pages(), mutuals: pages(), posts: pages('boosts', 'quotes', 'mediaOnly'), comments: pages(),
                relationship: joined, account: joined,
            },
        },
        Tag: { keyFields: ['name'], fields: { posts: pages() } },
        List: { fields: { members: pages(), posts: pages() } },
        Channel: { fields: { members: pages('role'), messages: pages(), pins: pages(), membership: joined } },
        Message: { fields: { thread: pages() } },
    },
};
