import { Languages as Letters } from 'lucide-react';
import { useChoices } from '../data/store';
import { useText, useWords, type Language } from '../data/text';
import { IconButton, Menu } from '../design';

/** Each by its own name, which those who look for it can read. */
const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch', ar: 'العربية' };

/** For those who have no settings yet. */
export function Languages() {
    const { language } = useWords();
    const choose = useChoices(state => state.choose);
    const t = useText();
    const items = Object.entries(NAMES).map(([id, label]) => ({ id, label, checked: id === language, onAction: () => choose({ language: id as Language }) }));

    return <Menu label={t('app.language')} items={items} trigger={<IconButton icon={Letters} label={t('app.language')} />} />;
}
