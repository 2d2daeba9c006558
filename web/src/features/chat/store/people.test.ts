import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { expect, it } from 'vitest';
import { connectDetails, provideDetails } from '../../../data/details';
import { policies } from '../../../data/policies';
import { PeopleByIdsDocument } from '../../../generated/features/people/person/People';
import { askFor } from './people';
import { chat } from './state';

const person = (id: string) => ({
    __typename: 'User', id, username: `u${id}`, displayName: `U ${id}`, avatarUrl: null, bio: null, followerCount: 0, relationship: null,
});

it('the names of a whole group are one question', async () => {
    const asked: number[] = [], everybody = Array.from({ length: 90 }, (_, n) => String(n + 1));
    const link = new ApolloLink(({ variables }) => new Observable(answer => {
        const ids = variables.ids as string[];
        asked.push(ids.length);
        answer.next({ data: { nodes: ids.map(person) } });
        answer.complete();
    }));

    provideDetails('User', PeopleByIdsDocument);
    connectDetails(new ApolloClient({ link, cache: new InMemoryCache(policies) }));
    await Promise.all(everybody.map(askFor));
    await Promise.all(everybody.map(askFor));

    expect(asked).toEqual([90]);
    expect(chat().people['90']).toEqual({ id: '90', username: 'u90', display_name: 'U 90', avatar_url: null });
});
