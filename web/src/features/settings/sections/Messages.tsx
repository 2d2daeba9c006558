import { useText } from '../../../data/text';
import { Select, Switch } from '../../../design';
import { Loaded, useAsked, useChange } from '../parts/asked';
import { Group } from '../parts/Group';

interface Messaging {
    direct_messages_from: 'everyone' | 'following';
    read_receipts: boolean;
    typing: boolean;
    presence: 'visible' | 'invisible';
}

const PATH = '/users/me/messaging';

/** Who may write, and what others notice. */
export function Messages() {
    const asked = useAsked<Messaging>(PATH);
    const change = useChange(asked, PATH);
    const t = useText();

    return (
        <Group>
            <Loaded of={asked}>
                {now => (
                    <>
                        <Select label={t('settings.whoWrites')} value={now.direct_messages_from}
                            onChange={direct_messages_from => void change({ direct_messages_from })} items={[
                                { id: 'everyone', label: t('settings.everyone') },
                                { id: 'following', label: t('settings.whomIFollow'), hint: t('settings.whomIFollowHint') },
                            ]} />
                        <Switch label={t('settings.receipts')} hint={t('settings.receiptsHint')} checked={now.read_receipts}
                            onChange={read_receipts => void change({ read_receipts })} />
                        <Switch label={t('settings.typing')} hint={t('settings.typingHint')} checked={now.typing} onChange={typing => void change({ typing })} />
                        <Switch label={t('settings.presence')} hint={t('settings.presenceHint')} checked={now.presence === 'visible'}
                            onChange={on => void change({ presence: on ? 'visible' : 'invisible' })} />
                    </>
                )}
            </Loaded>
        </Group>
    );
}
