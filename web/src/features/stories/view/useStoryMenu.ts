import { EyeOff, Trash2 } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { toast, type MenuEntry } from '../../../design';
import { authorName, type Story } from '../model/types';
import { muteStories, removeStory } from '../store/deeds';

/** What one does with a story besides looking at it. */
export function useStoryMenu(story: Story, own: boolean, onGone: (story: Story) => void): () => MenuEntry[] {
    const t = useText();
    const failed = useFailure();
    const name = isolated(authorName(story.author));
    const remove = async () => {
        const problem = await removeStory(story);
        if (problem)
            return failed(problem);
        toast(t('stories.deleted'));
        onGone(story);
    };
    const mute = async () => {
        const problem = await muteStories(story.author.id, true);
        if (problem)
            return failed(problem);
        toast(t('stories.muted', { name }), { undo: () => void muteStories(story.author.id, false) });
    };

    return () => own ? [{ id: 'delete', label: t('stories.delete'), icon: Trash2, danger: true, onAction: () => void remove() }]
        : [{ id: 'mute', label: t('stories.muteThese', { name }), icon: EyeOff, onAction: () => void mute() }];
}
