import type { ReactNode } from 'react';
import { Button, Loading, Problem, SkeletonRow } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import type { useList } from './useList';
import s from './Side.module.css';

interface Props<T> { list: ReturnType<typeof useList<T>>; label: string; nothing: ReactNode; children: (one: T) => ReactNode }

/** What useList has, in each of its states. */
export function ListOf<T>({ list: { items, problem, again, more }, label, nothing, children }: Props<T>) {
    const t = useText(), problemText = useProblemText();

    if (problem)
        return <Problem words={problemText(problem)} onRetry={again} />;
    if (!items)
        return <Loading><SkeletonRow lines={1} /><SkeletonRow lines={1} /><SkeletonRow lines={1} /></Loading>;
    if (!items.length)
        return nothing;
    return (
        <>
            <ul className={s.list} aria-label={label}>{items.map(children)}</ul>
            {more && <div className={s.more}><Button size="small" onPress={more}>{t('chat.show_more')}</Button></div>}
        </>
    );
}
