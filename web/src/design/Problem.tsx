import type { ReactNode } from 'react';
import { useText } from '../data/text';
import { Button } from './Button';
import s from './Problem.module.css';

interface Props {
    /** What happened, and what to do next: problemText(problem). */
    words: ReactNode;
    onRetry?: () => void;
    /** Within a form or a list rather than in place of a page. */
    small?: boolean;
}

/** What failed, and Try again. */
export function Problem({ words, onRetry, small }: Props) {
    const t = useText();

    return (
        <div role="alert" className={small ? s.small : s.problem}>
            <p>{words}</p>
            {onRetry && <Button size="small" onPress={onRetry}>{t('design.tryAgain')}</Button>}
        </div>
    );
}
