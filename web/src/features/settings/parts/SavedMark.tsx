import { Check } from 'lucide-react';
import { useLocation } from 'wouter';
import { useText } from '../../../data/text';
import { Icon } from '../../../design';
import { useSaved } from './saved';
import s from './Parts.module.css';

/** Beside the heading, for a moment after something was saved. */
export function SavedMark() {
    const { count, at } = useSaved();
    const [path] = useLocation();
    const t = useText();

    return (
        <span role="status" className={s.saved}>
            {at === path && <span key={count} className={s.mark}><Icon of={Check} size={16} />{t('settings.saved')}</span>}
        </span>
    );
}
