import { gql, type ApolloClient } from '@apollo/client';
import { expect, test } from 'vitest';
import { makeClient } from './client';
import { Details, type DetailsDocument } from './details';
import { fakeServer } from './testing/server';

const document = gql`query PostsById($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Post { content } } }` as DetailsDocument;
const POST = gql`fragment P on Post { id content }`;
const contentOf = (client: ApolloClient, id: string) =>
    client.cache.readFragment<{ content: string }>({ id: `Post:${id}`, fragment: POST })?.content;

function bed() {
    const server = fakeServer(), client = makeClient(server.fetch);
    let pass = () => {};
    const moment = new Promise<void>(resolve => { pass = resolve; });
    const details = new Details(() => moment);

    details.use(client);
    details.provide('Post', document);
    return { server, client, details, pass: () => pass() };
}

const post = (id: string, content: string) => ({ __typename: 'Post', id, content });

test('all that is wanted within a moment is one query', async () => {
    const { server, client, details, pass } = bed();
    server.say({ body: { data: { nodes: [post('1', 'a'), post('2', 'b')] } } });
    const done = Promise.all([details.fetch('Post', '1'), details.fetch('Post', '2'), details.fetch('Post', '1')]);
    pass();
    await done;
    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]!.body).toMatchObject({ variables: { ids: ['1', '2'] } });
    expect(contentOf(client, '2')).toBe('b');
});

test('more than a hundred are several', async () => {
    const { server, details, pass } = bed();
    server.say({ body: { data: { nodes: [] } } }, { body: { data: { nodes: [] } } });
    const done = Promise.all(Array.from({ length: 150 }, (_, n) => details.fetch('Post', `${n}`)));
    pass();
    await done;
    expect(server.heard.map(({ body }) => (body as { variables: { ids: string[] } }).variables.ids.length)).toEqual([100, 50]);
});

test('what is not there any more leaves the cache', async () => {
    const { server, client, details, pass } = bed();
    client.cache.writeFragment({ id: 'Post:1', fragment: POST, data: post('1', 'old') });
    server.say({ body: { data: { nodes: [null] } } });
    pass();
    await details.fetch('Post', '1');
    expect(contentOf(client, '1')).toBeUndefined();
});

test('a query that fails leaves what was there', async () => {
    const { server, client, details, pass } = bed();
    client.cache.writeFragment({ id: 'Post:1', fragment: POST, data: post('1', 'old') });
    server.say('broken');
    pass();
    await details.fetch('Post', '1');
    expect(contentOf(client, '1')).toBe('old');
});

test('what no feature reads is not asked for', async () => {
    const { server, details, pass } = bed();
    pass();
    await details.fetch('Channel', '1');
    expect(server.heard).toEqual([]);
});
