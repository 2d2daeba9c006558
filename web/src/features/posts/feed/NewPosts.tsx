import { ArrowUp } from 'lucide-react';
import { useText } from '../../../data/text';
import { Icon } from '../../../design';
import styles from './NewPosts.module.css';

/** Says how many posts are new; pressed, they come and the reader goes to them. */
export function NewPosts({ count, onTake }: { count: number; onTake: () => void }) {
    const t = useText();

    return (
        <div className={styles.place}>
            {count > 0 && <button type="button" className={styles.pill} onClick={onTake}><Icon of={ArrowUp} size={16} />{t('posts.newPosts', { count })}</button>}
        </div>
    );
}

/** After new posts came: to the first of them, for the eye and for the keyboard. */
export function goToFirst(): void {
    window.scrollTo({ top: 0 });
    requestAnimationFrame(() => document.querySelector<HTMLElement>('article[aria-posinset="1"]')?.focus({ preventScroll: true }));
}
