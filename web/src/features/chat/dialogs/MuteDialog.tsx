import { useState } from 'react';
import { Button, Dialog, RadioGroup } from '../../../design';
import { useText } from '../../../data/text';

const HOUR_MS = 3_600_000;
const TIMES = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, always: null } as const;

interface Props { name: string; onClose: () => void; onMute: (until: Date | undefined) => void }

/** For how long a channel is to be quiet. */
export function MuteDialog({ name, onClose, onMute }: Props) {
    const t = useText(), [time, setTime] = useState<keyof typeof TIMES>('hour');
    const mute = () => {
        const ms = TIMES[time];
        onMute(ms === null ? undefined : new Date(Date.now() + ms));
        onClose();
    };

    return (
        <Dialog title={t('chat.mute_title', { name })} isOpen onClose={onClose} size="small"
            footer={<><Button onPress={onClose}>{t('chat.cancel')}</Button><Button kind="primary" onPress={mute}>{t('chat.mute')}</Button></>}>
            <RadioGroup label={t('chat.mute_for')} value={time} onChange={setTime} items={[
                { id: 'hour', label: t('chat.for_hour') }, { id: 'day', label: t('chat.for_day') }, { id: 'week', label: t('chat.for_week') },
                { id: 'always', label: t('chat.until_unmuted'), hint: t('chat.mute_hint') },
            ]} />
        </Dialog>
    );
}
