import { useState } from 'react';
import { useText } from '../../../data/text';
import { Dialog } from '../../../design';
import { RecoveryCodes } from '../../door/public';
import { Loaded, useAsked } from '../parts/asked';
import { App } from './App';
import { ChangePassword } from './ChangePassword';
import { Codes } from './Codes';
import { Passkeys, type Passkey } from './Passkeys';

interface Factors {
    totp_since: string | null;
    passkeys: readonly Passkey[];
    recovery_codes_left: number;
}

/** How one signs in. */
export function Security() {
    const asked = useAsked<Factors>('/auth/factors');
    const [codes, setCodes] = useState<readonly string[]>([]);
    const t = useText();
    const changed = (shownOnce: readonly string[] = []) => {
        setCodes(shownOnce);
        asked.load();
    };

    return (
        <>
            <ChangePassword />
            <Loaded of={asked}>
                {factors => (
                    <>
                        <Passkeys passkeys={factors.passkeys} onChanged={changed} />
                        <App since={factors.totp_since} onChanged={changed} />
                        {(factors.totp_since || factors.passkeys.length > 0) && <Codes left={factors.recovery_codes_left} onChanged={changed} />}
                    </>
                )}
            </Loaded>
            <Dialog title={t('settings.codes')} isOpen={codes.length > 0} onClose={() => setCodes([])} sticky><RecoveryCodes codes={codes} /></Dialog>
        </>
    );
}
