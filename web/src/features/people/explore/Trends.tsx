import { useText } from '../../../data/text';
import { Part } from './Part';
import { TagRow } from './TagRow';
import { useTrends } from './trends';
import s from './Explore.module.css';

/** A few of the tags that trend; nothing where there are none. */
export function Trends({ most = 5 }: { most?: number }) {
    const t = useText();
    const tags = useTrends().data?.trendingTags ?? [];
    const title = t('people.trending');

    return tags.length > 0 && (
        <Part title={title} all={tags.length > most ? '/explore?tab=tags' : undefined}>
            <ul className={s.list} aria-label={title}>{tags.slice(0, most).map(tag => <TagRow key={tag.name} tag={tag} />)}</ul>
        </Part>
    );
}
