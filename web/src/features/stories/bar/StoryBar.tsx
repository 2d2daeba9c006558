import { useEffect } from 'react';
import { Plus } from 'lucide-react';
import { useEvent } from '../../../data/realtime';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { useSignedIn } from '../../../data/viewer';
import { Avatar, Button, cx, Icon } from '../../../design';
import { authorName, faceOf, type Group } from '../model/types';
import { openStoryComposer } from '../write/open';
import { dropStory, loadMoreStories, loadSoon, loadStories, useStories } from '../store/stories';
import s from './Bar.module.css';

function Person({ group: { author, unseen_count: unseen }, own }: { group: Group; own: boolean }) {
    const t = useText();
    const name = own ? t('stories.yours') : isolated(authorName(author));
    const label = unseen > 0 && !own ? t('stories.unseenOf', { name, count: unseen }) : t('stories.of', { name });

    return (
        <li>
            <a href={`/stories/${author.username}`} className={s.person} aria-label={own ? t('stories.yours') : label}>
                <span className={cx(s.ring, unseen > 0 && !own && s.unseen)}><Avatar of={faceOf(author)} size={64} /></span>
                <span className={s.name} aria-hidden="true"><bdi>{own ? t('stories.yours') : authorName(author)}</bdi></span>
            </a>
        </li>
    );
}

/** Over the feed: one's own, then those with something new. */
export default function StoryBar() {
    const t = useText();
    const viewer = useSignedIn();
    const { status, groups, next } = useStories();
    const name = viewer.displayName?.trim() || viewer.username;

    useEffect(() => void loadStories(), []);
    useEvent('story_created', loadSoon);
    useEvent('story_deleted', ({ storyId }) => dropStory(storyId));
    return (
        <section className={s.bar} aria-label={t('stories.stories')}>
            <ul className={s.people}>
                <li>
                    <button type="button" className={s.person} onClick={openStoryComposer}>
                        <span className={cx(s.ring, s.plain)}><Avatar of={{ id: viewer.id, name, url: viewer.avatarUrl }} size={64} /><span className={s.plus}><Icon of={Plus} size={16} /></span></span>
                        <span className={s.name}>{t('stories.add')}</span>
                    </button>
                </li>
                {groups.map(group => <Person key={group.author.id} group={group} own={group.author.id === viewer.id} />)}
                {next && <li className={s.more}><Button size="small" onPress={() => void loadMoreStories()}>{t('stories.showMore')}</Button></li>}
                {status === 'failed' && <li className={s.more}><Button size="small" onPress={() => void loadStories()}>{t('stories.tryAgain')}</Button></li>}
            </ul>
        </section>
    );
}
