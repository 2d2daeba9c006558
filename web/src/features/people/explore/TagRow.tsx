import { useText } from '../../../data/text';
import type { TagRowFragment } from '../../../generated/features/people/explore/Explore';
import s from './Explore.module.css';

/** A tag in a list: all of the row leads to it. */
export function TagRow({ tag: { name, postCount, accountCount } }: { tag: TagRowFragment }) {
    const t = useText();

    return (
        <li>
            <a href={`/tag/${encodeURIComponent(name)}`} className={s.tag}>
                <bdi className={s.tagName}>#{name}</bdi>
                <span className={s.facts}>{t('people.tagCounts', { posts: postCount, people: accountCount })}</span>
            </a>
        </li>
    );
}
