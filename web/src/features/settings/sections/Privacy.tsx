import { useText } from '../../../data/text';
import { Switch } from '../../../design';
import { Loaded, useAsked, useChange } from '../parts/asked';
import { Group } from '../parts/Group';
import type { Me } from '../parts/me';

/** Who sees one. */
export function Privacy() {
    const asked = useAsked<Me>('/users/me');
    const change = useChange(asked, '/users/me');
    const t = useText();

    return (
        <Group>
            <Loaded of={asked}>
                {me => (
                    <>
                        <Switch label={t('settings.locked')} hint={t('settings.lockedHint')} checked={me.locked} onChange={locked => void change({ locked })} />
                        <Switch label={t('settings.noindex')} hint={t('settings.noindexHint')} checked={me.noindex} onChange={noindex => void change({ noindex })} />
                    </>
                )}
            </Loaded>
        </Group>
    );
}
