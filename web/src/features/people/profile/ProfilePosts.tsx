import { useMemo } from 'react';
import { useQuery } from '@apollo/client/react';
import { Ban, NotebookPen } from 'lucide-react';
import { isolated, nameOf } from '../../../data/names';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Button, Empty } from '../../../design';
import { ProfilePinnedDocument } from '../../../generated/features/people/profile/Profile';
import { openComposer } from '../../compose/public';
import { PostList, type PostPages } from '../../posts/public';
import { useAvoid } from '../person/avoid';
import { type Named } from '../person/names';
import { useStanding } from '../person/standing';
import { pinnedFirst } from './order';

function Blocked({ person }: { person: Named }) {
    const t = useText();
    const { unblock } = useAvoid(person);
    const name = isolated(nameOf(person));

    return (
        <Empty icon={Ban} title={t('people.youBlock', { name })} words={t('people.youBlockWords')}
            action={<Button onPress={unblock}>{t('people.unblockName', { name })}</Button>} />
    );
}

interface Props {
    person: Named;
    /** The name as the address has it, under which the cache knows the page. */
    asked: string;
    pages: PostPages;
}

/** What somebody wrote and boosted; what they pinned stands first. */
export function ProfilePosts({ person, asked, pages }: Props) {
    const t = useText();
    const isOwn = useViewer()?.id === person.id;
    const { blocking } = useStanding(person.id);
    const { data } = useQuery(ProfilePinnedDocument, { variables: { username: asked }, fetchPolicy: 'cache-only' });
    const pinned = data?.user?.pinnedPosts;
    const words = isOwn ? t('people.noPostsOwn') : t('people.noPostsOf', { name: isolated(nameOf(person)) });
    const posts = useMemo(() => pinnedFirst(pinned ?? [], pages.posts), [pinned, pages.posts]);

    if (blocking)
        return <Blocked person={person} />;
    return (
        <PostList {...pages} posts={posts} profile place={`profile/${person.id}`}
            empty={<Empty icon={NotebookPen} title={t('people.noPosts')} words={words}
                action={isOwn && <Button kind="primary" onPress={() => openComposer()}>{t('people.firstPost')}</Button>} />} />
    );
}
