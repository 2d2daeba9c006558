import { useApolloClient } from '@apollo/client/react';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { loadViewer, useSignedIn } from '../../../data/viewer';
import { Link } from '../../../design';
import { PortraitPart } from '../../media/portrait';
import { Loaded, useAsked } from '../parts/asked';
import { Group } from '../parts/Group';
import type { Me } from '../parts/me';
import { saySaved } from '../parts/saved';
import { SavedText } from '../parts/SavedText';

/** How others see one. */
export function Profile() {
    const asked = useAsked<Me>('/users/me');
    const client = useApolloClient();
    const { id, username, displayName, avatarUrl } = useSignedIn();
    const t = useText();
    const change = async (some: Partial<Me>) => {
        const answer = await rest.patch<Me>('/users/me', some);

        if (answer.ok)
            await loadViewer(client).catch(() => {});
        return answer;
    };

    return (
        <Group>
            <Loaded of={asked}>
                {me => (
                    <>
                        <PortraitPart of={{ id, name: displayName?.trim() || username, avatarUrl, bannerUrl: me.banner_url }}
                            onChanged={() => { saySaved(); asked.load(); }} />
                        <SavedText label={t('settings.displayName')} field="display_name" value={me.display_name} maxLength={100}
                            onSave={display_name => change({ display_name })} />
                        <SavedText label={t('settings.bio')} field="bio" value={me.bio ?? ''} maxLength={1000} lines
                            onSave={bio => change({ bio: bio || null })} />
                    </>
                )}
            </Loaded>
            <p><Link to={`/@${username}`}>{t('settings.seeProfile')}</Link></p>
        </Group>
    );
}
