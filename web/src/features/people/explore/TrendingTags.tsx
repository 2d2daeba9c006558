import { Hash } from 'lucide-react';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Empty, Loading, Problem, SkeletonRow } from '../../../design';
import { TagRow } from './TagRow';
import { useTrends } from './trends';
import s from './Explore.module.css';

/** The tags that are used most these days. */
export function TrendingTags() {
    const t = useText();
    const problemText = useProblemText();
    const { data, error, refetch } = useTrends();

    if (error)
        return <Problem words={problemText(error)} onRetry={() => void refetch().catch(() => {})} />;
    if (!data)
        return <Loading><div className={s.padded}><SkeletonRow lines={1} /></div></Loading>;
    if (!data.trendingTags.length)
        return <Empty icon={Hash} title={t('people.noTrends')} words={t('people.noTrendsWords')} />;
    return (
        <>
            <h2 className={s.title}>{t('people.trending')}</h2>
            <ul className={s.list} aria-label={t('people.tags')}>{data.trendingTags.map(tag => <TagRow key={tag.name} tag={tag} />)}</ul>
        </>
    );
}
