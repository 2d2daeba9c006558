import { useMemo } from 'react';
import { useText, useWords } from '../../../data/text';
import { Select } from '../../../design';
import type { Visibility } from '../../../generated/types';
import s from './Parts.module.css';

const LANGUAGES = ['ar', 'bg', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'ga', 'he', 'hi', 'hr',
    'hu', 'id', 'is', 'it', 'ja', 'ko', 'lt', 'lv', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sq', 'sr', 'sv', 'sw', 'th', 'tr', 'uk', 'ur', 'vi', 'zh'];

/** Names of languages in the reader's own, in its order. */
function useLanguages(value: string) {
    const { language } = useWords();

    return useMemo(() => {
        const names = new Intl.DisplayNames([language], { type: 'language' });
        const known = !value || LANGUAGES.includes(value) ? LANGUAGES : [...LANGUAGES, value];

        return known.map(id => ({ id, label: names.of(id) ?? id })).sort((one, other) => one.label.localeCompare(other.label, language));
    }, [language, value]);
}

export function LanguageField({ value, onChange }: { value: string; onChange: (language: string) => void }) {
    const t = useText();
    const languages = useLanguages(value);

    return <Select label={t('compose.language')} value={value} items={[{ id: '', label: t('compose.no_language') }, ...languages]} onChange={onChange} />;
}

interface Props {
    visibility: Visibility;
    language: string;
    onChange: (change: { visibility: Visibility } | { language: string }) => void;
}

/** For whom it is, in words that explain, and in which language. */
export function Audience({ visibility, language, onChange }: Props) {
    const t = useText();

    return (
        <div className={s.pair}>
            <Select<Visibility> label={t('compose.who')} value={visibility} onChange={who => onChange({ visibility: who })} items={[
                { id: 'PUBLIC', label: t('compose.public'), hint: t('compose.public_words') },
                { id: 'UNLISTED', label: t('compose.unlisted'), hint: t('compose.unlisted_words') },
                { id: 'FOLLOWERS', label: t('compose.followers'), hint: t('compose.followers_words') },
                { id: 'PRIVATE', label: t('compose.mentioned'), hint: t('compose.mentioned_words') },
            ]} />
            <LanguageField value={language} onChange={chosen => onChange({ language: chosen })} />
        </div>
    );
}
