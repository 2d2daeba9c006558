import type { ReactNode } from 'react';
import { useText } from '../data/text';
import { cx } from './cx';
import { VisuallyHidden } from './VisuallyHidden';
import s from './Skeleton.module.css';

interface Props {
    /** A CSS length; the whole line otherwise. */
    width?: string | number;
    height?: string | number;
    shape?: 'line' | 'circle' | 'block';
}

/** A grey shape in the place of what comes. */
export function Skeleton({ width, height, shape = 'line' }: Props) {
    return <span className={cx(s.shape, s[shape])} style={{ inlineSize: width, blockSize: height ?? (shape === 'circle' ? width : undefined) }} aria-hidden="true" />;
}

/** A person and lines of text: the shape of a post, a comment, a row of a list. */
export function SkeletonRow({ lines = 2 }: { lines?: number }) {
    return (
        <div className={s.row}>
            <Skeleton shape="circle" width={40} />
            <div className={s.lines}>
                <Skeleton width="38%" />
                {Array.from({ length: lines }, (_, n) => <Skeleton key={n} width={n === lines - 1 ? '72%' : '100%'} />)}
            </div>
        </div>
    );
}

/** Around shapes: they are seen after 150 ms, so that what is quick does not flicker. */
export function Loading({ children }: { children: ReactNode }) {
    const t = useText();

    return <div role="status" className={s.loading}><VisuallyHidden>{t('design.loading')}</VisuallyHidden>{children}</div>;
}
