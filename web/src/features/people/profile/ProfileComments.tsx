import { MessageCircle } from 'lucide-react';
import { isolated, nameOf } from '../../../data/names';
import { usePages } from '../../../data/pages';
import { useText } from '../../../data/text';
import { Empty, Link, Time } from '../../../design';
import { ProfileCommentsDocument, type ProfileCommentFragment } from '../../../generated/features/people/profile/Profile';
import { FoldedText } from '../../posts/public';
import { PagedList } from '../PagedList';
import { pathOf, type Named } from '../person/names';
import s from './Profile.module.css';

const PAGE = 20, BEGINNING = 90;

function beginningOf(text: string): string {
    const characters = [...text.replace(/\s+/g, ' ').trim()];

    return characters.length > BEGINNING ? `${characters.slice(0, BEGINNING).join('').trimEnd()}\u2026` : characters.join('');
}

function Row({ comment: { id, post, content, createdAt, likeCount, mentions, tags, links } }: { comment: ProfileCommentFragment }) {
    const t = useText();
    const to = `${pathOf(post.author)}/${post.id}`;

    return (
        <li className={s.comment}>
            <p className={s.about}>
                <Link kind="quiet" to={to}>
                    {t('people.commentedOn', { name: isolated(nameOf(post.author)) })}
                    <bdi>{beginningOf(post.contentWarning ?? post.content)}</bdi>
                </Link>
            </p>
            <FoldedText id={id} content={content} mentions={mentions} tags={tags} links={links} />
            <p className={s.facts}>
                <Link kind="quiet" to={`${to}#comment-${id}`}><Time at={createdAt} /></Link>
                {likeCount > 0 && <span>{t('people.likes', { count: likeCount })}</span>}
            </p>
        </li>
    );
}

/** What somebody said about posts, newest first. */
export function ProfileComments({ person }: { person: Named }) {
    const t = useText();
    const variables = { username: person.username, first: PAGE };
    const pages = usePages({ query: ProfileCommentsDocument, variables, connection: data => data.user?.comments });

    return (
        <PagedList pages={pages} label={t('people.comments')} empty={<Empty icon={MessageCircle} title={t('people.noComments')} />}>
            {comment => <Row key={comment.id} comment={comment} />}
        </PagedList>
    );
}
