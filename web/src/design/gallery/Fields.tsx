import { useState } from 'react';
import { Avatar } from '../Avatar';
import { Checkbox, RadioGroup, Switch } from '../Choice';
import { ComboBox } from '../ComboBox';
import { Select } from '../Select';
import { PasswordField, SearchField, TextArea, TextField } from '../TextField';
import { Part } from './Part';
import s from './Gallery.module.css';

const WHO = [{ id: 'public', label: 'Public', hint: 'Everybody sees it, signed in or not.' }, { id: 'followers', label: 'Followers', hint: 'Those who follow you.' }];
const PEOPLE = ['Ada Lovelace', 'Grace Hopper', 'محمد الخوارزمي'].map((label, n) => ({ id: `p${n}`, label, hint: `@person${n}`, picture: <Avatar of={{ id: `p${n}`, name: label }} size={32} /> }));
const THEMES = [{ id: 'light', label: 'Light' }, { id: 'dark', label: 'Dark' }, { id: 'system', label: 'System' }];

export function Fields() {
    const [text, setText] = useState('');
    const [who, setWho] = useState('public');
    const [theme, setTheme] = useState('system');
    const [on, setOn] = useState(true);
    const found = PEOPLE.filter(person => person.label.toLowerCase().includes(text.toLowerCase()));

    return (
        <Part title="Fields">
            <div className={s.fields}>
                <SearchField label="Search" value={text} onChange={setText} />
                <TextField label="Username" hint="Letters, digits and _." value={text} onChange={setText} />
                <TextField label="Email" error="This is no address. One has an @ in it." value="ada" onChange={setText} />
                <TextField label="Not now" disabled value="Disabled" onChange={setText} />
                <PasswordField label="Password" value={text} onChange={setText} autoComplete="off" />
                <TextArea label="Bio" value={text} onChange={setText} />
                <Select label="Who can see this" items={WHO} value={who} onChange={setWho} />
                <ComboBox label="To" items={found} value={text} onChange={setText} onSelect={setText} nothing="Nobody is called that." />
                <RadioGroup label="Who can see this" items={WHO} value={who} onChange={setWho} />
                <RadioGroup label="Theme" items={THEMES} value={theme} onChange={setTheme} joined />
                <Switch label="Approve who follows me" hint="They ask, and you decide." checked={on} onChange={setOn} />
                <Switch label="Disabled" disabled checked={false} onChange={setOn} />
                <Checkbox label="I have read the rules" checked={on} onChange={setOn} />
                <Checkbox label="Not checked" checked={!on} onChange={value => setOn(!value)} />
            </div>
        </Part>
    );
}
