/* What the server says as it happens, put into the cache. Lists that get longer are their feature's business: it knows their documents. */
import type { ApolloCache, StoreObject } from '@apollo/client';
import type { EventMap } from '../realtime/emitter';
import type { News } from '../realtime/index';
import { fetchDetails } from './details';

type Patches = { [Type in News['type']]?: (cache: ApolloCache, event: EventMap[Type], viewerId: string) => void };

type Fields = Record<string, unknown>;

/* Only what is there: nothing is invented for things that nobody reads. A function gets the value that stood. */
function patch(cache: ApolloCache, typename: string, id: string, fields: Fields): void {
    cache.modify({
        id: cache.identify({ __typename: typename, id }),
        fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'function' ? value : () => value])) as never,
    });
}

function has(cache: ApolloCache, typename: string, id: string): boolean {
    let found = false;

    patch(cache, typename, id, { __typename: (stood: string) => { found = true; return stood; } });
    return found;
}

function again(cache: ApolloCache, typename: string, id: string): void {
    if (has(cache, typename, id))
        void fetchDetails(typename, id);
}

const POLL_MS = 5000, POLL_MOST_MS = 60_000;
const voted = new Set<string>();
let pollWait = POLL_MS, pollsAt = -Infinity;

/*
 * A poll may be voted in many times a second, for days: asked for in a while, all polls together, with what has come by then. While it
 * goes on without a minute's pause, each wait is twice the one before, until it is a minute.
 */
function seldom(cache: ApolloCache, postId: string): void {
    if (!has(cache, 'Post', postId))
        return;
    if (!voted.size) {
        pollWait = Date.now() - pollsAt > POLL_MOST_MS ? POLL_MS : Math.min(2 * pollWait, POLL_MOST_MS);
        setTimeout(() => {
            pollsAt = Date.now();
            voted.forEach(id => again(cache, 'Post', id));
            voted.clear();
        }, pollWait);
    }
    voted.add(postId);
}

function evict(cache: ApolloCache, typename: string, id: string): void {
    cache.evict({ id: cache.identify({ __typename: typename, id }) });
    cache.gc();
}

/* One with replies stays as a placeholder. */
const withdrawn: Patches['comment_deleted'] = (cache, { commentId }) => {
    let replies = 0;

    patch(cache, 'Comment', commentId, { replyCount: (stood: number) => replies = stood });
    if (replies)
        patch(cache, 'Comment', commentId, { deleted: true, content: '', author: null });
    else
        evict(cache, 'Comment', commentId);
};

interface Reaction extends StoreObject { emoji: string; count: number; me: boolean }

/* `me` changes only by one's own. */
function withReaction(reactions: readonly Reaction[], emoji: string, count: number, me: boolean | undefined): Reaction[] {
    const known = reactions.find(one => one.emoji === emoji);
    const changed: Reaction = { __typename: 'MessageReaction', emoji, count, me: me ?? known?.me ?? false };

    if (!known)
        return count ? [...reactions, changed] : [...reactions];
    return reactions.map(one => one === known ? changed : one).filter(one => one.count > 0);
}

const reacted: Patches['reaction_added'] = (cache, { type, messageId, emoji, count, userId }, viewerId) =>
    patch(cache, 'Message', messageId, {
        reactions: (stood: readonly Reaction[]) => withReaction(stood, emoji, count, userId === viewerId ? type === 'reaction_added' : undefined),
    });

interface Membership extends StoreObject { unreadCount?: number; mentionCount?: number; lastReadSeq?: number }

const arrived: Patches['channel_message'] = (cache, { channelId, seq, from, mention, threadRootId }, viewerId) => {
    const isNew = from !== viewerId;

    patch(cache, 'Channel', channelId, {
        lastSeq: (stood: number) => Math.max(stood, seq),
        membership: (stood: Membership | null) => stood && isNew && {
            ...stood,
            ...stood.unreadCount !== undefined && { unreadCount: stood.unreadCount + 1 },
            ...stood.mentionCount !== undefined && mention && { mentionCount: stood.mentionCount + 1 },
        } || stood,
    });
    if (threadRootId)
        patch(cache, 'Message', threadRootId, { threadReplyCount: (stood: number) => stood + 1 });
};

export const patches: Patches = {
    post_counts: (cache, { postId, likeCount, saveCount, boostCount, quoteCount, commentCount }) =>
        patch(cache, 'Post', postId, { likeCount, saveCount, boostCount, quoteCount, commentCount }),
    post_edited: (cache, { postId }) => again(cache, 'Post', postId),
    post_deleted: (cache, { postId }) => evict(cache, 'Post', postId),
    poll_counts: (cache, { postId }) => seldom(cache, postId),
    poll_ended: (cache, { postId }) => again(cache, 'Post', postId),

    comment_counts: (cache, { commentId, likeCount }) => patch(cache, 'Comment', commentId, { likeCount }),
    comment_edited: (cache, { commentId }) => again(cache, 'Comment', commentId),
    comment_deleted: withdrawn,

    dm: (cache, event, viewerId) => arrived(cache, { ...event, type: 'channel_message' }, viewerId),
    channel_message: arrived,
    message_edited: (cache, { messageId }) => again(cache, 'Message', messageId),
    message_deleted: (cache, { messageId }) => patch(cache, 'Message', messageId, { deleted: true, content: null, reactions: [], pinned: false }),
    reaction_added: reacted,
    reaction_removed: reacted as Patches['reaction_removed'],
    message_pinned: (cache, { messageId }) => patch(cache, 'Message', messageId, { pinned: true }),
    message_unpinned: (cache, { messageId }) => patch(cache, 'Message', messageId, { pinned: false }),

    read: (cache, { channelId, userId, seq, unreadCount, mentionCount }, viewerId) => userId === viewerId && patch(cache, 'Channel', channelId, {
        membership: (stood: Membership | null) => stood && {
            ...stood, lastReadSeq: seq,
            ...unreadCount !== undefined && { unreadCount }, ...mentionCount !== undefined && { mentionCount },
        },
    }),
    channel_changed: (cache, { channelId }) => again(cache, 'Channel', channelId),
    member_joined: (cache, { channelId }) => patch(cache, 'Channel', channelId, { memberCount: (stood: number) => stood + 1 }),
    member_left: (cache, { channelId }) => patch(cache, 'Channel', channelId, { memberCount: (stood: number) => Math.max(0, stood - 1) }),
    relationship_changed: (cache, { userId }) => again(cache, 'User', userId),
};

export function applyPatch(cache: ApolloCache, event: News, viewerId: string): void {
    (patches[event.type] as ((cache: ApolloCache, event: News, viewerId: string) => void) | undefined)?.(cache, event, viewerId);
}

