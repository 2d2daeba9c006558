import { useEffect } from 'react';
import { useText } from '../../../data/text';
import { Page, SearchField, Tabs } from '../../../design';
import { TABS, type ExploreTab } from './address';
import { useAsking } from './asked';
import { FoundPeople, FoundPosts, FoundTags } from './Found';
import { Overview } from './Overview';
import { SuggestedPeople } from './SuggestedPeople';
import { TrendingTags } from './TrendingTags';
import { grantWish } from './wish';
import s from './Explore.module.css';

/** /explore: what there is, and what suits the words that one types. */
export default function ExploreScreen() {
    const t = useText();
    const { q, tab, typed, type, ask, look } = useAsking();
    const tabs = TABS.map(id => ({ id, label: t(`people.${id}`) }));

    useEffect(grantWish, []);
    return (
        <Page title={t('people.explore')}>
            <search className={s.search}>
                <SearchField label={t('people.search')} value={typed} onChange={type} onSearch={ask} maxLength={200} />
            </search>
            <Tabs label={t('people.results')} tabs={tabs} selected={tab} onSelect={to => look(to as ExploreTab)} sticky>
                {tab === 'posts' ? (q ? <FoundPosts q={q} /> : <Overview />)
                    : tab === 'people' ? (q ? <FoundPeople q={q} /> : <SuggestedPeople />)
                        : q ? <FoundTags q={q} /> : <TrendingTags />}
            </Tabs>
        </Page>
    );
}
