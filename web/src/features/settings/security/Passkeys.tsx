import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Button, Icon, Time } from '../../../design';
import { hasPasskeys, makePasskey } from '../../door/public';
import { agentOf } from '../agent';
import { Group } from '../parts/Group';
import { PasswordDialog, type Proof } from '../parts/PasswordDialog';
import { Row, Rows } from '../parts/Row';
import { settled } from '../parts/saved';
import { RenamePasskey } from './RenamePasskey';

export interface Passkey {
    id: string;
    name: string;
    created_at: string;
    last_used_at: string | null;
}

interface Props {
    passkeys: readonly Passkey[];
    /** With what is shown once: recovery codes. */
    onChanged: (codes?: readonly string[]) => void;
}

type Asking = 'add' | { remove: Passkey } | { rename: Passkey } | null;

export function Passkeys({ passkeys, onChanged }: Props) {
    const [asking, setAsking] = useState<Asking>(null);
    const t = useText();

    return (
        <Group title={t('settings.passkeys')} words={t('settings.passkeysWords')}>
            {passkeys.length > 0 && (
                <Rows label={t('settings.passkeys')}>
                    {passkeys.map(one => (
                        <Row key={one.id} picture={<Icon of={KeyRound} />} name={<bdi>{one.name}</bdi>}
                            under={<>{t(one.last_used_at ? 'settings.lastUsed' : 'settings.added')} <Time at={one.last_used_at ?? one.created_at} /></>}>
                            <Button size="small" aria-label={t('settings.renameWhat', { name: one.name })} onPress={() => setAsking({ rename: one })}>
                                {t('settings.rename')}
                            </Button>
                            <Button size="small" aria-label={t('settings.removeWhat', { name: one.name })} onPress={() => setAsking({ remove: one })}>
                                {t('settings.remove')}
                            </Button>
                        </Row>
                    ))}
                </Rows>
            )}
            {hasPasskeys() ? <Button onPress={() => setAsking('add')}>{t('settings.addPasskey')}</Button> : <p>{t('settings.noPasskeysHere')}</p>}
            {asking === 'add' && <AddPasskey onClose={() => setAsking(null)} onChanged={onChanged} />}
            {asking && asking !== 'add' && 'remove' in asking && <RemovePasskey passkey={asking.remove} onClose={() => setAsking(null)} onChanged={onChanged} />}
            {asking && asking !== 'add' && 'rename' in asking && <RenamePasskey passkey={asking.rename} onClose={() => setAsking(null)} onChanged={onChanged} />}
        </Group>
    );
}

function AddPasskey({ onClose, onChanged }: { onClose: () => void; onChanged: Props['onChanged'] }) {
    const t = useText();
    const add = async ({ password }: Proof) => {
        const { browser, system } = agentOf(navigator.userAgent);
        const answer = await makePasskey(browser && system ? t('settings.browserOn', { browser, system }) : '', password);

        return settled(answer, ({ recovery_codes }) => onChanged(recovery_codes));
    };

    return <PasswordDialog title={t('settings.addPasskey')} words={t('settings.addPasskeyWords')} action={t('settings.goOn')}
        onClose={onClose} onGiven={add} />;
}

function RemovePasskey({ passkey, onClose, onChanged }: { passkey: Passkey; onClose: () => void; onChanged: Props['onChanged'] }) {
    const t = useText();
    const remove = async (proof: Proof) => settled(await rest.delete(`/auth/passkeys/${passkey.id}`, proof), () => onChanged());

    return <PasswordDialog danger title={t('settings.removeTitle', { name: passkey.name })} words={t('settings.removePasskeyWords')}
        action={t('settings.remove')} onClose={onClose} onGiven={remove} />;
}
