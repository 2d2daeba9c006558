import { useState } from 'react';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Button } from '../../../design';
import { Group } from '../parts/Group';
import { PasswordDialog, type Proof } from '../parts/PasswordDialog';
import { settled } from '../parts/saved';

/** For the day when a second factor is lost. */
export function Codes({ left, onChanged }: { left: number; onChanged: (codes?: readonly string[]) => void }) {
    const [asking, setAsking] = useState(false);
    const t = useText();
    const make = async (proof: Proof) => {
        const answer = await rest.post<{ recovery_codes: readonly string[] }>('/auth/recovery-codes', proof);

        return settled(answer, ({ recovery_codes }) => onChanged(recovery_codes));
    };

    return (
        <Group title={t('settings.codes')} words={t('settings.codesLeft', { count: left })}>
            <Button onPress={() => setAsking(true)}>{t('settings.newCodes')}</Button>
            {asking && <PasswordDialog title={t('settings.newCodes')} words={t('settings.newCodesWords')} action={t('settings.newCodes')}
                onClose={() => setAsking(false)} onGiven={make} />}
        </Group>
    );
}
