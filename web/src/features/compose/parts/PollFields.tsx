import { Plus, X } from 'lucide-react';
import { useText } from '../../../data/text';
import type { PollResults } from '../../../generated/types';
import { Button, Checkbox, IconButton, Select, TextField } from '../../../design';
import { DAY, OPTION_MOST, OPTIONS_LEAST, OPTIONS_MOST, type PollPart } from '../model/composed';
import s from './Parts.module.css';

const HOUR = 3600;
const DURATIONS = [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY];

interface Props {
    poll: PollPart;
    onChange: (poll: PollPart) => void;
    onRemove: () => void;
    error?: string;
}

export function PollFields({ poll, onChange, onRemove, error }: Props) {
    const t = useText();
    const { options, multiple, seconds, results } = poll;
    const durations = DURATIONS.includes(seconds) ? DURATIONS : [...DURATIONS, seconds];
    const wordsOf = (length: number) => length < DAY
        ? t('compose.hours', { count: Math.round(length / HOUR) })
        : t('compose.days', { count: Math.round(length / DAY) });
    const put = (n: number, text: string) => onChange({ ...poll, options: options.map((option, at) => at === n ? text : option) });

    return (
        <fieldset className={s.box}>
            <legend className={s.unseen}>{t('compose.poll')}</legend>
            {options.map((option, n) => (
                <div key={n} className={s.option}>
                    <TextField label={t('compose.option', { n: n + 1 })} hideLabel placeholder={t('compose.option', { n: n + 1 })} value={option}
                        maxLength={OPTION_MOST} error={n === options.length - 1 && error} onChange={text => put(n, text)} />
                    {options.length > OPTIONS_LEAST && (
                        <IconButton icon={X} label={t('compose.remove_option', { n: n + 1 })}
                            onPress={() => onChange({ ...poll, options: options.filter((_, at) => at !== n) })} />
                    )}
                </div>
            ))}
            <div className={s.row}>
                <Button size="small" icon={Plus} aria-disabled={options.length >= OPTIONS_MOST}
                    onPress={() => options.length < OPTIONS_MOST && onChange({ ...poll, options: [...options, ''] })}>{t('compose.add_option')}</Button>
                <Button size="small" kind="plain" onPress={onRemove}>{t('compose.remove_poll')}</Button>
            </div>
            <div className={s.pair}>
                <Select label={t('compose.lasts')} value={String(seconds)} items={durations.map(length => ({ id: String(length), label: wordsOf(length) }))}
                    onChange={length => onChange({ ...poll, seconds: Number(length) })} />
                <Select<PollResults> label={t('compose.results')} value={results} onChange={when => onChange({ ...poll, results: when })} items={[
                    { id: 'ALWAYS', label: t('compose.results_always') },
                    { id: 'VOTED', label: t('compose.results_voted') },
                    { id: 'ENDED', label: t('compose.results_ended') },
                ]} />
            </div>
            <Checkbox label={t('compose.multiple')} checked={multiple} onChange={several => onChange({ ...poll, multiple: several })} />
        </fieldset>
    );
}
