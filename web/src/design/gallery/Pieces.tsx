import { useState } from 'react';
import { Avatar } from '../Avatar';
import { Badge } from '../Badge';
import { Tabs } from '../Tabs';
import { Time } from '../Time';
import { Part } from './Part';
import s from './Gallery.module.css';

const NAMES = ['Ada Lovelace', 'grace', 'Björn Ö', 'محمد', '李小龙', 'x', '🙂', 'A_very_long_name'];
const SIZES = [20, 24, 32, 40, 48, 64, 96] as const;
const TABS = [{ id: 'a', label: 'Following' }, { id: 'b', label: 'Ranked', count: '12' }, { id: 'c', label: 'Friends from the choir' }];
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

export function Pieces() {
    const [tab, setTab] = useState('a');

    return (
        <Part title="Pieces">
            <div className={s.row}>{NAMES.map((name, n) => <Avatar key={name} of={{ id: `${n}${name}`, name }} />)}</div>
            <div className={s.row}>{SIZES.map(size => <Avatar key={size} of={{ id: `${size}`, name: 'Ada Lovelace' }} size={size} kind={size > 40 ? 'channel' : 'person'} />)}</div>
            <div className={s.row}><Badge count={3} /><Badge count={120} /><Badge count={7} quiet /></div>
            <p><Time at={ago(5)} /> · <Time at={ago(300)} /> · <Time at={ago(9000)} /> · <Time at={ago(200_000)} /> · <Time at={ago(5_000_000)} /> · <Time at={ago(300)} full /></p>
            <div><Tabs label="Feeds" tabs={TABS} selected={tab} onSelect={setTab}><p>{tab}</p></Tabs></div>
        </Part>
    );
}
