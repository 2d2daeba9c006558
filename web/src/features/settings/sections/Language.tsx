import { useChoices } from '../../../data/store';
import { useText, useWords, type Language as Code } from '../../../data/text';
import { Select, type SelectItem } from '../../../design';
import { Group } from '../parts/Group';
import { saySaved } from '../parts/saved';

/* Each by its own name, which those who look for it can read. */
const LANGUAGES: readonly SelectItem<Code>[] = [{ id: 'en', label: 'English' }, { id: 'de', label: 'Deutsch' }, { id: 'ar', label: 'العربية' }];

export function Language() {
    const { language } = useWords();
    const choose = useChoices(state => state.choose);
    const t = useText();

    return (
        <Group>
            <Select label={t('settings.language')} hint={t('settings.languageHint')} items={LANGUAGES} value={language}
                onChange={wanted => { choose({ language: wanted }); saySaved(); }} />
        </Group>
    );
}
