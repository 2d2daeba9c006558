import { gql, InMemoryCache, type ApolloClient } from '@apollo/client';
import { expect, test, vi } from 'vitest';
import type { News } from '../realtime/events';
import { connectDetails, provideDetails, type DetailsDocument } from './details';
import { applyPatch } from './patches';
import { policies } from './policies';

const ME = '1', OTHER = '2';
let written = 0;

function bed() {
    const cache = new InMemoryCache(policies);
    const put = (typename: string, id: string, fields: Record<string, unknown>) => cache.writeFragment({
        id: `${typename}:${id}`, fragment: gql`fragment F${++written} on ${typename} { id ${names(fields)} }`,
        data: { __typename: typename, id, ...fields },
    });
    const all = () => cache.extract() as Record<string, Record<string, unknown> | undefined>;

    return { put, of: (key: string) => all()[key], hear: (event: object) => applyPatch(cache, { cursor: '1', ...event } as News, ME) };
}

/* Fields of a fragment that writes such a value. */
function names(value: object): string {
    return Object.entries(value).filter(([name]) => name !== '__typename').map(([name, inner]) => {
        const one: unknown = Array.isArray(inner) ? inner[0] : inner;
        return typeof one === 'object' && one !== null ? `${name} { ${names(one)} }` : name;
    }).join(' ');
}

test('counts of a post are what the server says', () => {
    const { put, of, hear } = bed();
    put('Post', '9', { likeCount: 1, commentCount: 0, liked: true });
    hear({ type: 'post_counts', postId: '9', likeCount: 5, saveCount: 0, boostCount: 0, quoteCount: 0, commentCount: 2 });
    expect(of('Post:9')).toMatchObject({ likeCount: 5, commentCount: 2, liked: true });
});

test('what is not in the cache is not invented', () => {
    const { of, hear } = bed();
    hear({ type: 'post_counts', postId: '9', likeCount: 5, saveCount: 0, boostCount: 0, quoteCount: 0, commentCount: 2 });
    hear({ type: 'post_edited', postId: '9', authorId: OTHER });
    hear({ type: 'message_deleted', channelId: '3', messageId: '7', seq: 1, by: OTHER });
    expect(of('Post:9')).toBeUndefined();
    expect(of('Message:7')).toBeUndefined();
});

test('a deleted post is gone; a deleted comment with replies stays as a placeholder', () => {
    const { put, of, hear } = bed();
    put('Post', '9', { likeCount: 1 });
    put('Comment', '10', { replyCount: 2, content: 'hm', deleted: false });
    put('Comment', '11', { replyCount: 0, content: 'hm', deleted: false });
    hear({ type: 'post_deleted', postId: '9', authorId: OTHER });
    for (const commentId of ['10', '11'])
        hear({ type: 'comment_deleted', postId: '8', commentId, parentCommentId: null, authorId: OTHER });
    expect(of('Post:9')).toBeUndefined();
    expect(of('Comment:10')).toMatchObject({ deleted: true, content: '' });
    expect(of('Comment:11')).toBeUndefined();
});

const reaction = (emoji: string, count: number, me: boolean) => ({ __typename: 'MessageReaction', emoji, count, me });

test('reactions follow, and only one\'s own change what is one\'s own', () => {
    const { put, of, hear } = bed();
    const told = (type: string, emoji: string, count: number, userId: string) =>
        hear({ type, channelId: '3', messageId: '7', emoji, userId, count });
    put('Message', '7', { reactions: [reaction('a', 1, true)] });
    told('reaction_added', 'a', 2, OTHER);
    told('reaction_added', 'b', 1, ME);
    expect(of('Message:7')).toMatchObject({ reactions: [reaction('a', 2, true), reaction('b', 1, true)] });
    told('reaction_removed', 'a', 1, ME);
    told('reaction_removed', 'b', 0, ME);
    expect(of('Message:7')).toMatchObject({ reactions: [reaction('a', 1, false)] });
});

test('a new message counts as unread unless it is one\'s own, and reading makes it read', () => {
    const { put, of, hear } = bed();
    const message = { type: 'channel_message', channelId: '3', messageId: '7', threadRootId: null, replyToId: null, mention: true };
    put('Channel', '3', { lastSeq: 4, membership: { __typename: 'Membership', unreadCount: 0, mentionCount: 0, lastReadSeq: 4 } });
    hear({ ...message, seq: 5, from: OTHER });
    expect(of('Channel:3')).toMatchObject({ lastSeq: 5, membership: { unreadCount: 1, mentionCount: 1 } });
    hear({ ...message, seq: 6, from: ME });
    expect(of('Channel:3')).toMatchObject({ lastSeq: 6, membership: { unreadCount: 1 } });
    hear({ type: 'read', channelId: '3', userId: OTHER, messageId: '7', seq: 6, unreadCount: 9 });
    expect(of('Channel:3')).toMatchObject({ membership: { unreadCount: 1, lastReadSeq: 4 } });
    hear({ type: 'read', channelId: '3', userId: ME, messageId: '7', seq: 6, unreadCount: 0, mentionCount: 0 });
    expect(of('Channel:3')).toMatchObject({ membership: { unreadCount: 0, mentionCount: 0, lastReadSeq: 6 } });
});

test('an event that is older changes no number backwards', () => {
    const { put, of, hear } = bed();
    put('Channel', '3', { lastSeq: 8 });
    hear({ type: 'dm', kind: 'direct', channelId: '3', messageId: '7', seq: 5, from: OTHER, threadRootId: null, replyToId: null, mention: false });
    expect(of('Channel:3')).toMatchObject({ lastSeq: 8 });
});

test('deleted and pinned messages say so', () => {
    const { put, of, hear } = bed();
    put('Message', '7', { content: 'x', deleted: false, pinned: false });
    hear({ type: 'message_pinned', channelId: '3', messageId: '7', by: OTHER });
    expect(of('Message:7')).toMatchObject({ pinned: true });
    hear({ type: 'message_deleted', channelId: '3', messageId: '7', seq: 1, by: OTHER });
    expect(of('Message:7')).toMatchObject({ deleted: true, content: null, pinned: false });
});

test('kinds that the cache has nothing of pass', () => {
    const { hear } = bed();
    expect(() => hear({ type: 'payment_received' })).not.toThrow();
});

test('a poll that many vote in is asked for soon, then less and less, and soon again after a pause', async () => {
    vi.useFakeTimers();
    const asked: string[][] = [], { put, hear } = bed();
    provideDetails('Post', {} as DetailsDocument);
    connectDetails({ query: ({ variables: { ids } }: { variables: { ids: string[] } }) => {
        asked.push(ids);
        return Promise.resolve({ data: undefined });
    } } as unknown as ApolloClient);
    for (const id of ['9', '8'])
        put('Post', id, { likeCount: 1 });

    for (let second = 0; second < 3600; second++) {
        hear({ type: 'poll_counts', postId: '9' });
        hear({ type: 'poll_counts', postId: '8' });
        await vi.advanceTimersByTimeAsync(1000);
        if (second === 6)
            expect(asked).toEqual([['9', '8']]);
    }
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.length).toBeLessThan(70);

    await vi.advanceTimersByTimeAsync(200_000);
    asked.length = 0;
    hear({ type: 'poll_counts', postId: '9' });
    await vi.advanceTimersByTimeAsync(6000);
    expect(asked).toEqual([['9']]);
    vi.useRealTimers();
});
