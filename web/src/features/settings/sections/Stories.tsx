import { useText } from '../../../data/text';
import { StoryList } from '../../stories/lists/StoryLists';
import { Group } from '../parts/Group';
import { saySaved } from '../parts/saved';

/** Who sees one's stories, and whose one does not want to see. */
export default function Stories() {
    const t = useText();

    return (
        <>
            <Group title={t('stories.closeFriends')} words={t('stories.closeFriendsWords')}>
                <StoryList label={t('stories.closeFriends')} path="/close_friends" of={id => `/close_friends/${id}`} empty={t('stories.noCloseFriends')} onDone={saySaved} />
            </Group>
            <Group title={t('stories.hiddenFrom')} words={t('stories.hiddenFromWords')}>
                <StoryList label={t('stories.hiddenFrom')} path="/stories/hidden_from" of={id => `/stories/hidden_from/${id}`} empty={t('stories.hiddenFromNobody')} onDone={saySaved} />
            </Group>
            <Group title={t('stories.mutedOnes')} words={t('stories.mutedWords')}>
                <StoryList label={t('stories.mutedOnes')} path="/stories/mutes" of={id => `/users/${id}/stories/mute`} empty={t('stories.mutedNobody')} onDone={saySaved} />
            </Group>
        </>
    );
}
