import { EyeOff, Images, Play } from 'lucide-react';
import { fetchDetails } from '../../../data/details';
import { mediumSaid, isVisual } from '../../../data/media/medium';
import { isolated, nameOf } from '../../../data/names';
import { usePages } from '../../../data/pages';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { Button, Empty, Icon, Loading, Problem, Skeleton } from '../../../design';
import { ProfileMediaDocument, type ProfileMediaQuery } from '../../../generated/features/people/profile/Profile';
import { Picture } from '../../media/show/Picture';
import { pathOf, type Named } from '../person/names';
import s from './ProfileMedia.module.css';

const PAGE = 24;

type Post = NonNullable<ProfileMediaQuery['user']>['posts']['edges'][number]['node'];

function Tiles({ post, person }: { post: Post; person: Named }) {
    const t = useText();
    const hidden = post.sensitive || Boolean(post.contentWarning);

    return post.media.map(mediumSaid).filter(isVisual).map(medium => (
        <li key={medium.id} className={s.tile}>
            <a href={`${pathOf(person)}/${post.id}${hidden ? '' : `?picture=${medium.id}`}`} className={s.link}
                aria-label={hidden ? t('media.sensitive') : medium.description?.trim() || t(medium.kind === 'video' ? 'media.openFilm' : 'media.openPicture')}>
                {hidden ? <span className={s.hidden}><Icon of={EyeOff} size={24} /></span>
                    : <Picture medium={medium} wide="(max-width: 699px) 34vw, 212px" onStale={() => void fetchDetails('Post', post.id)} />}
                {!hidden && medium.kind === 'video' && <span className={s.film}><Icon of={Play} size={18} /></span>}
            </a>
        </li>
    ));
}

/** Pictures and films of somebody's posts, newest first. */
export default function ProfileMedia({ person }: { person: Named }) {
    const t = useText();
    const problemText = useProblemText();
    const { items, error, hasMore, loadingMore, more, retry } = usePages({
        query: ProfileMediaDocument, variables: { username: person.username, first: PAGE }, connection: data => data.user?.posts,
    });

    if (error && !items?.length)
        return <Problem words={problemText(error)} onRetry={() => void retry()} />;
    if (!items)
        return <Loading><div className={s.tiles}>{Array.from({ length: 9 }, (_, n) => <Skeleton key={n} shape="block" height={160} />)}</div></Loading>;
    if (!items.length)
        return <Empty icon={Images} title={t('media.noneYet')} words={t('media.noneYetWords', { name: isolated(nameOf(person)) })} />;
    return (
        <>
            <ul className={s.tiles} aria-label={t('media.tab')}>{items.map(post => <Tiles key={post.id} post={post} person={person} />)}</ul>
            {hasMore && <div className={s.more}><Button size="small" busy={loadingMore} onPress={more}>{t('media.showMore')}</Button></div>}
        </>
    );
}
