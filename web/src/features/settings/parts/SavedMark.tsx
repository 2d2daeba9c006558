import { Check } from 'lucide-react';
import { useText } from '../../../data/text';
import { Icon } from '../../../design';
import { useSaved } from './saved';
import s from './Parts.module.css';

/** Beside the heading, for a moment after something was saved. */
export function SavedMark() {
    const { count, shown } = useSaved();
    const t = useText();

    return (
        <span role="status" className={s.saved}>
            {shown && <span key={count} className={s.mark}><Icon of={Check} size={16} />{t('settings.saved')}</span>}
        </span>
    );
}
