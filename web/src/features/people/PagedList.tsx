import type { ReactNode } from 'react';
import { type Pages } from '../../data/pages';
import { useProblemText } from '../../data/problems';
import { useText } from '../../data/text';
import { Button, Loading, Problem, SkeletonRow } from '../../design';
import s from './People.module.css';

interface Props<Item> {
    pages: Pages<Item>;
    label: string;
    /** What stands there when there is nothing. */
    empty: ReactNode;
    /** An `<li>`. */
    children: (item: Item) => ReactNode;
}

/** What usePages has, in each of its states. */
export function PagedList<Item>({ pages: { items, loadingMore, error, hasMore, more, retry }, label, empty, children }: Props<Item>) {
    const t = useText();
    const problemText = useProblemText();

    if (error && !items?.length)
        return <Problem words={problemText(error)} onRetry={retry} />;
    if (!items)
        return <Loading>{[0, 1, 2, 3].map(n => <div key={n} className={s.skeleton}><SkeletonRow lines={1} /></div>)}</Loading>;
    if (!items.length && !hasMore)
        return empty;
    return (
        <>
            <ul className={s.list} aria-label={label}>{items.map(children)}</ul>
            {Boolean(error) && <Problem small words={problemText(error)} onRetry={more} />}
            {hasMore && !error && (
                <div className={s.more}><Button size="small" busy={loadingMore} onPress={more}>{t('people.showMore')}</Button></div>
            )}
        </>
    );
}
