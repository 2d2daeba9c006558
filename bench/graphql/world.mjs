// What both servers answer with, from memory: the file that argv names has Kith's schema and its answer to a wide query.
import { readFileSync } from 'node:fs';

export const { schema, port, feed, me } = JSON.parse(readFileSync(process.argv[2]));

const people = new Map(), comments = new Map();

// Authors stand once each, and are looked up by posts and comments, as from a store.
function known(person) {
    people.set(person.id, person);
    return person.id;
}

function page(connection, wrap) {
    return { edges: connection.edges.map(edge => ({ ...edge, node: wrap(edge.node) })), pageInfo: connection.pageInfo };
}

const posts = page(feed, ({ author, comments: below, ...post }) => {
    comments.set(post.id, page(below, ({ author, ...comment }) => ({ ...comment, authorId: author && known(author) })));
    return { ...post, authorId: known(author) };
});

function cut(connection, first) {
    return first >= connection.edges.length ? connection : { ...connection, edges: connection.edges.slice(0, first) };
}

const author = one => people.get(one.authorId);

export const resolvers = {
    Query: { feed: (_, { first = 20 }) => cut(posts, first), me: () => me },
    Post: { author, comments: (post, { first = 20 }) => cut(comments.get(post.id), first) },
    Comment: { author },
};
