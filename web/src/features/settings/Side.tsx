import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { useText } from '../../data/text';
import { Icon, SearchField } from '../../design';
import { searched } from './search';
import { sections } from './sections';
import s from './Settings.module.css';

/** All sections, and a search in them. */
export function Side({ current }: { current?: string }) {
    const [typed, setTyped] = useState('');
    const t = useText();

    return (
        <div className={s.side}>
            <search className={s.search}><SearchField label={t('settings.search')} value={typed} onChange={setTyped} /></search>
            {typed.trim() && <Results typed={typed} onOpen={() => setTyped('')} />}
            <nav aria-label={t('settings.settings')} hidden={typed.trim() !== ''}>
                <ul className={s.list}>
                    {sections.map(({ id, label, icon }) => (
                        <li key={id}>
                            <a href={`/settings/${id}`} className={s.link} aria-current={id === current ? 'page' : undefined}>
                                <Icon of={icon} size={18} /><span className={s.label}>{t(label)}</span>
                                <span className={s.go}><Icon of={ChevronRight} size={16} turns /></span>
                            </a>
                        </li>
                    ))}
                </ul>
            </nav>
        </div>
    );
}

function Results({ typed, onOpen }: { typed: string; onOpen: () => void }) {
    const t = useText();
    const named = sections.map(one => ({ id: one.id, icon: one.icon, label: t(one.label), things: one.things.map(thing => t(thing)) }));
    const found = searched(named, typed);

    return (
        <>
            <p role="status" className={s.count}>{found.length ? t('settings.found', { count: found.length }) : t('settings.nothing')}</p>
            <ul className={s.list} aria-label={t('settings.results')}>
                {found.map(({ section: { id, icon, label }, thing }) => (
                    <li key={`${id} ${thing ?? ''}`}>
                        <a href={`/settings/${id}`} className={s.link} onClick={onOpen}>
                            <Icon of={icon} size={18} /><span className={s.label}>{thing ?? label}{thing && <span className={s.in}>{label}</span>}</span>
                        </a>
                    </li>
                ))}
            </ul>
        </>
    );
}
