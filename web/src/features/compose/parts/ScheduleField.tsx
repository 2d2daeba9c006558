import { X } from 'lucide-react';
import { useText } from '../../../data/text';
import { IconButton, TextField } from '../../../design';
import { localTime } from '../model/composed';
import s from './Parts.module.css';

interface Props {
    value: string;
    onChange: (value: string) => void;
    onRemove: () => void;
    error?: string;
}

const YEAR_MS = 365 * 86_400_000;

export function ScheduleField({ value, onChange, onRemove, error }: Props) {
    const t = useText();
    const now = new Date();

    return (
        <div className={s.schedule}>
            <TextField type="datetime-local" label={t('compose.publish_at')} hint={t('compose.publish_at_words')} error={error} value={value}
                onChange={onChange} dir={undefined} min={localTime(now)} max={localTime(new Date(now.getTime() + YEAR_MS))} />
            <IconButton icon={X} label={t('compose.unschedule')} onPress={onRemove} />
        </div>
    );
}
