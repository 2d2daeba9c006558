import { useState } from 'react';
import { List, Plus } from 'lucide-react';
import { isolated, nameOf } from '../../../data/names';
import { usePages } from '../../../data/pages';
import { useText } from '../../../data/text';
import { Button, Dialog, Empty, Icon } from '../../../design';
import { ListsDocument, type ListRowFragment } from '../../../generated/features/people/lists/Lists';
import { PagedList } from '../PagedList';
import { type Named } from '../person/names';
import { LISTS, useListDeeds, useMembers } from './lists';
import { TitleDialog } from './TitleDialog';
import s from './Lists.module.css';

function Choice({ list, person, onClose }: { list: ListRowFragment; person: Named; onClose: () => void }) {
    const t = useText();
    const { add } = useMembers(list);

    return (
        <li>
            <button type="button" className={s.choice} onClick={() => void add(person).then(onClose)}>
                <span className={s.picture}><Icon of={List} /></span>
                <span className={s.words}>
                    <bdi className={s.title}>{list.title}</bdi>
                    <span className={s.facts}>{t('people.memberCount', { count: list.memberCount })}</span>
                </span>
            </button>
        </li>
    );
}

/** Puts somebody on one of the viewer's lists. */
export function AddToList({ person, onClose }: { person: Named; onClose: () => void }) {
    const [making, setMaking] = useState(false);
    const t = useText();
    const { make } = useListDeeds();
    const pages = usePages({ query: ListsDocument, variables: { first: LISTS }, connection: data => data.lists, fresh: true });

    if (making)
        return (
            <TitleDialog words={{ title: t('people.newList'), action: t('people.create') }} onClose={() => setMaking(false)}
                onDone={async title => void await make(title)} />
        );
    return (
        <Dialog title={t('people.addNameToList', { name: isolated(nameOf(person)) })} isOpen onClose={onClose} size="small"
            footer={<Button icon={Plus} onPress={() => setMaking(true)}>{t('people.newList')}</Button>}>
            <div className={s.choices}>
                <PagedList pages={pages} label={t('people.lists')} empty={<Empty words={t('people.noListsWords')} />}>
                    {list => <Choice key={list.id} list={list} person={person} onClose={onClose} />}
                </PagedList>
            </div>
        </Dialog>
    );
}
