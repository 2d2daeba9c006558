/* What one does with lists. */
import { useApolloClient } from '@apollo/client/react';
import { useFailure } from '../../../app/failure';
import { isolated, nameOf } from '../../../data/names';
import { useText } from '../../../data/text';
import { toast } from '../../../design';
import {
    DropListDocument, MakeListDocument, PutOnListDocument, RenameListDocument, TakeOffListDocument, type ListRowFragment,
} from '../../../generated/features/people/lists/Lists';
import { takeOff } from '../leave';
import { type Named } from '../person/names';

export const LISTS = 50, TITLE_MOST = 100;

/** Makes, renames and deletes; a refusal is thrown. */
export function useListDeeds() {
    const client = useApolloClient();

    return {
        async make(title: string): Promise<ListRowFragment> {
            const { data } = await client.mutate({ mutation: MakeListDocument, variables: { title } });

            /* The home page has a tab for each. */
            client.cache.evict({ id: 'ROOT_QUERY', fieldName: 'lists' });
            return data!.createList!.list;
        },
        async rename(id: string, title: string): Promise<void> {
            await client.mutate({ mutation: RenameListDocument, variables: { id, title } });
        },
        async drop(id: string): Promise<void> {
            await client.mutate({ mutation: DropListDocument, variables: { id } });
            takeOff(client.cache, 'lists', 'List', id);
        },
    };
}

/** Puts people on a list and takes them off; either is undone in the toast. */
export function useMembers(list: Pick<ListRowFragment, 'id' | 'title'>) {
    const client = useApolloClient();
    const failed = useFailure();
    const t = useText();

    const forget = (fieldName: string) => client.cache.evict({ id: client.cache.identify({ __typename: 'List', id: list.id }), fieldName });
    const set = async (person: Named, on: boolean) => {
        await client.mutate({ mutation: on ? PutOnListDocument : TakeOffListDocument, variables: { listId: list.id, userId: person.id } });
        forget('posts');
        if (on)
            forget('members');
        else
            takeOff(client.cache, 'members', 'User', person.id, { __typename: 'List', id: list.id });
    };
    const told = (person: Named, on: boolean) => {
        const words = { name: isolated(nameOf(person)), title: isolated(list.title) };

        return set(person, on).then(() => void toast(t(on ? 'people.nowOnList' : 'people.nowOffList', words), {
            undo: () => void set(person, !on).catch(failed),
        }), failed);
    };

    return { add: (person: Named) => told(person, true), remove: (person: Named) => told(person, false) };
}
