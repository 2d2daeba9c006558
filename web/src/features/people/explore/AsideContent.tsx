import { useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { useText } from '../../../data/text';
import { SearchField } from '../../../design';
import { addressOf } from './address';
import { Suggestions } from './Suggestions';
import { Trends } from './Trends';
import s from './Explore.module.css';

function SearchHere() {
    const [typed, setTyped] = useState('');
    const t = useText();

    return (
        <search>
            <SearchField label={t('people.search')} value={typed} onChange={setTyped} maxLength={200}
                onSearch={() => navigate(addressOf({ q: typed.trim(), tab: 'posts' }))} />
        </search>
    );
}

/** Beside every page of a wide window: search, trends, whom to follow. */
export default function AsideContent() {
    return (
        <div className={s.aside}>
            <SearchHere />
            <Trends />
            <Suggestions />
        </div>
    );
}
