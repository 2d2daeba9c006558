import { useText } from '../data/text';
import { X } from 'lucide-react';
import { cx } from './cx';
import { IconButton } from './IconButton';
import { closeToast, holdToasts, releaseToasts, useToasts, type Toast } from './toast';
import s from './Toasts.module.css';

function One({ toast }: { toast: Toast }) {
    const t = useText();
    const then = (run: () => void) => () => { closeToast(toast.id); run(); };

    return (
        <div className={cx(s.toast, toast.failed && s.failed)}>
            <p className={s.words}>{toast.text}</p>
            {toast.undo && <button type="button" className={s.action} onClick={then(toast.undo)}>{t('design.undo')}</button>}
            {toast.action && <button type="button" className={s.action} onClick={then(toast.action.run)}>{toast.action.label}</button>}
            <IconButton size="small" icon={X} label={t('design.dismiss')} tip={false} onPress={() => closeToast(toast.id)} />
        </div>
    );
}

/**
 * Where toasts stand: two live regions that are there from the beginning, for what happened and for what failed. A dialog leaves them to screen readers and pointers (the attribute
 * says so to react-aria).
 */
export function Toasts() {
    const toasts = useToasts(state => state.toasts);
    const holds = { onPointerEnter: holdToasts, onPointerLeave: releaseToasts, onFocus: holdToasts, onBlur: releaseToasts };

    return (
        <div className={s.place} data-react-aria-top-layer="true" {...holds}>
            <div role="status" className={s.list}>{toasts.filter(one => !one.failed).map(one => <One key={one.id} toast={one} />)}</div>
            <div role="alert" className={s.list}>{toasts.filter(one => one.failed).map(one => <One key={one.id} toast={one} />)}</div>
        </div>
    );
}
