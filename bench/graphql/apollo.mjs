// Apollo Server as its documentation starts it.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { port, resolvers, schema } from './world.mjs';

const server = new ApolloServer({ typeDefs: schema, resolvers });
await startStandaloneServer(server, { listen: { port, host: '127.0.0.1' } });
