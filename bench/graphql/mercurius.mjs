// Mercurius, which compiles documents that it has seen before.
import fastify from 'fastify';
import mercurius from 'mercurius';
import { port, resolvers, schema } from './world.mjs';

const app = fastify();
app.register(mercurius, { schema, resolvers, jit: 1, path: '/graphql' });
await app.listen({ port, host: '127.0.0.1' });
