import { gql } from '@apollo/client';
import { expect, test } from 'vitest';
import { Bed } from '../realtime/testing/transport';
import { makeClient } from './client';
import { feedCache } from './session';
import { fakeServer } from './testing/server';

const LIKES = gql`query Likes { post(id: "9") { id likeCount } }`;
const counts = (likeCount: number) => ({
    type: 'post_counts', postId: '9', likeCount, saveCount: 0, boostCount: 0, quoteCount: 0, commentCount: 0,
});

async function bed() {
    const server = fakeServer(), client = makeClient(server.fetch), realtime = new Bed();
    const stop = feedCache(realtime.client, client, '7');

    client.writeQuery({ query: LIKES, data: { post: { __typename: 'Post', id: '9', likeCount: 1 } } });
    return { server, client, stop, connection: await realtime.connect(), likes: () => client.readQuery<{ post: { likeCount: number } }>({ query: LIKES })?.post.likeCount };
}

test('what the server says is in the cache when listeners of it run', async () => {
    const { connection, likes } = await bed();
    connection.say(counts(3));
    expect(likes()).toBe(3);
});

test('after a gap too long to be told, what is on the screen is asked for again', async () => {
    const { client, connection, server, likes } = await bed();
    const watched = client.watchQuery({ query: LIKES }).subscribe(() => {});
    server.say({ body: { data: { post: { __typename: 'Post', id: '9', likeCount: 8 } } } });
    connection.say({ type: 'resync', reason: 'expired', cursor: '20.0' });
    await expect.poll(likes).toBe(8);
    expect(server.heard).toHaveLength(1);
    watched.unsubscribe();
});

test('who stops listening hears nothing more', async () => {
    const { connection, likes, stop } = await bed();
    stop();
    connection.say(counts(3));
    expect(likes()).toBe(1);
});
