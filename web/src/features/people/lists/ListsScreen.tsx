import { useState } from 'react';
import { ChevronRight, List, Plus } from 'lucide-react';
import { navigate } from 'wouter/use-browser-location';
import { usePages } from '../../../data/pages';
import { useText } from '../../../data/text';
import { Button, Empty, Icon, Page } from '../../../design';
import { ListsDocument } from '../../../generated/features/people/lists/Lists';
import { PagedList } from '../PagedList';
import { LISTS, useListDeeds } from './lists';
import { TitleDialog } from './TitleDialog';
import s from './Lists.module.css';

/** /lists */
export default function ListsScreen() {
    const [making, setMaking] = useState(false);
    const t = useText();
    const { make } = useListDeeds();
    const pages = usePages({ query: ListsDocument, variables: { first: LISTS }, connection: data => data.lists, fresh: true });
    const begin = (kind: 'primary' | 'quiet') =>
        <Button kind={kind} icon={Plus} onPress={() => setMaking(true)}>{t('people.newList')}</Button>;

    return (
        <Page title={t('people.lists')} actions={pages.items && pages.items.length > 0 && begin('quiet')}>
            <PagedList pages={pages} label={t('people.lists')}
                empty={<Empty icon={List} title={t('people.noLists')} words={t('people.noListsWords')} action={begin('primary')} />}>
                {list => (
                    <li key={list.id}>
                        <a href={`/lists/${list.id}`} className={s.row}>
                            <span className={s.picture}><Icon of={List} /></span>
                            <span className={s.words}>
                                <span className={s.title}><bdi>{list.title}</bdi></span>
                                <span className={s.facts}>{t('people.memberCount', { count: list.memberCount })}</span>
                            </span>
                            <Icon of={ChevronRight} size={18} turns />
                        </a>
                    </li>
                )}
            </PagedList>
            {making && (
                <TitleDialog words={{ title: t('people.newList'), action: t('people.create') }} onClose={() => setMaking(false)}
                    onDone={async title => navigate(`/lists/${(await make(title)).id}?tab=members`)} />
            )}
        </Page>
    );
}
