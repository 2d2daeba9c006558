import { useState } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { UsersRound } from 'lucide-react';
import { nameOf } from '../../../data/names';
import { ROWS, usePages } from '../../../data/pages';
import { useText } from '../../../data/text';
import { Avatar, Button, ComboBox, Empty, type ComboItem } from '../../../design';
import { ListMembersDocument, type ListRowFragment } from '../../../generated/features/people/lists/Lists';
import { PersonRowFragmentDoc } from '../../../generated/features/people/person/People';
import { useFoundPeople } from '../explore/found';
import { PagedList } from '../PagedList';
import { faceOf, type Named } from '../person/names';
import { PersonRow } from '../person/PersonRow';
import { useMembers } from './lists';
import s from './Lists.module.css';

const itemOf = (person: Named): ComboItem =>
    ({ id: person.id, label: nameOf(person), hint: `@${person.username}`, picture: <Avatar of={faceOf(person)} size={32} /> });

function AddSomebody({ list }: { list: ListRowFragment }) {
    const [typed, setTyped] = useState('');
    const found = useFoundPeople(typed);
    const { cache } = useApolloClient();
    const { add } = useMembers(list);
    const t = useText();
    const choose = (id: string) => {
        /* The field may be empty by now, and then nobody is offered any more. */
        const person = cache.readFragment({
            id: cache.identify({ __typename: 'User', id }), fragment: PersonRowFragmentDoc, fragmentName: 'PersonRow',
        });

        setTyped('');
        if (person)
            void add(person);
    };

    return (
        <div className={s.add}>
            <ComboBox label={t('people.addPerson')} placeholder={t('people.nameOrUsername')} nothing={t('people.nobodyFound')}
                items={found.map(itemOf)} value={typed} onChange={setTyped} onSelect={choose} />
        </div>
    );
}

/** Who is on a list: one adds them by name. */
export function ListMembers({ list }: { list: ListRowFragment }) {
    const t = useText();
    const { remove } = useMembers(list);
    const pages = usePages({
        query: ListMembersDocument, variables: { id: list.id, first: ROWS }, keep: true,
        connection: ({ node }) => node?.__typename === 'List' ? node.members : null,
    });

    return (
        <>
            <AddSomebody list={list} />
            <PagedList pages={pages} label={t('people.members')}
                empty={<Empty icon={UsersRound} title={t('people.noMembers')} words={t('people.noMembersWords')} />}>
                {person => (
                    <PersonRow key={person.id} person={person}>
                        <Button size="small" aria-label={`${t('people.remove')}, ${nameOf(person)}`} onPress={() => void remove(person)}>
                            {t('people.remove')}
                        </Button>
                    </PersonRow>
                )}
            </PagedList>
        </>
    );
}
