import { useChoices, type Theme } from '../../../data/store';
import { useText } from '../../../data/text';
import { RadioGroup, Switch } from '../../../design';
import { Group } from '../parts/Group';
import { saySaved } from '../parts/saved';

/** Kept in this browser: another screen may be looked at in other light. */
export function Appearance() {
    const { theme, shortcuts, choose } = useChoices();
    const t = useText();
    const save: typeof choose = some => { choose(some); saySaved(); };

    return (
        <Group>
            <RadioGroup<Theme> label={t('settings.theme')} value={theme} onChange={wanted => save({ theme: wanted })} items={[
                { id: 'light', label: t('settings.light') }, { id: 'dark', label: t('settings.dark') },
                { id: 'system', label: t('settings.system'), hint: t('settings.systemHint') },
            ]} />
            <Switch label={t('settings.shortcuts')} hint={t('settings.shortcutsHint')} checked={shortcuts} onChange={on => save({ shortcuts: on })} />
        </Group>
    );
}
