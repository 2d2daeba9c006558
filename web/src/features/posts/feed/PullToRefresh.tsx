import { useRef, useState, type ReactNode, type TouchEvent } from 'react';
import { RefreshCw } from 'lucide-react';
import { useText } from '../../../data/text';
import { Icon, VisuallyHidden } from '../../../design';
import styles from './PullToRefresh.module.css';

const FAR_ENOUGH = 64, MOST = 96;

/** How far the list is drawn for a finger that moved so far: less and less. */
const drawn = (moved: number) => Math.max(0, Math.min(MOST, moved * 0.45));

/** On touch, drawing the top of a list down reads it again. */
export function PullToRefresh({ onRefresh, children }: { onRefresh: () => Promise<unknown>; children: ReactNode }) {
    const from = useRef<number | null>(null);
    const [pull, setPull] = useState(0);
    const [busy, setBusy] = useState(false);
    const t = useText();

    const start = (event: TouchEvent) => { from.current = window.scrollY <= 0 && !busy ? event.touches[0]!.clientY : null; };
    const move = (event: TouchEvent) => from.current !== null && setPull(drawn(event.touches[0]!.clientY - from.current));
    const end = () => {
        from.current = null;
        setPull(0);
        if (pull >= FAR_ENOUGH) {
            setBusy(true);
            void onRefresh().catch(() => {}).finally(() => setBusy(false));
        }
    };

    return (
        <div className={styles.area} onTouchStart={start} onTouchMove={move} onTouchEnd={end} onTouchCancel={end}>
            {(pull > 0 || busy) && (
                <div className={styles.sign} style={{ translate: `0 ${busy ? FAR_ENOUGH : pull}px`, rotate: `${pull * 3}deg` }} data-busy={busy || undefined} role="status">
                    <Icon of={RefreshCw} size={18} /><VisuallyHidden>{busy && t('posts.refreshing')}</VisuallyHidden>
                </div>
            )}
            {children}
        </div>
    );
}
