import { useEffect, useRef } from 'react';
import { Plus } from 'lucide-react';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { announce, Icon } from '../../../design';
import type { Story } from '../model/types';
import { StoryTile, useStoryName } from './StoryTile';
import s from './Highlights.module.css';

/** What may be added: a press does. */
export function Offered({ stories, onAdd }: { stories: readonly Story[]; onAdd: (story: Story) => void }) {
    const t = useText();
    const nameOf = useStoryName();
    const list = useRef<HTMLUListElement>(null), pressed = useRef<number | null>(null);
    const add = (story: Story, n: number) => {
        pressed.current = n;
        onAdd(story);
        announce(t('stories.added', { story: isolated(nameOf(story)) }));
    };

    /* The one that was pressed is gone from here: the focus is the next one's. */
    useEffect(() => {
        const tiles = list.current?.querySelectorAll('button'), n = pressed.current;
        pressed.current = null;
        if (n !== null)
            tiles?.[Math.min(n, tiles.length - 1)]?.focus();
    }, [stories.length]);
    return (
        <ul ref={list} className={s.stories} aria-label={t('stories.addStories')}>
            {stories.map((story, n) => (
                <li key={story.id}>
                    <button type="button" className={s.offer} aria-label={t('stories.addThis', { story: isolated(nameOf(story)) })} onClick={() => add(story, n)}>
                        <StoryTile story={story} /><span className={s.plus}><Icon of={Plus} size={18} /></span>
                    </button>
                </li>
            ))}
        </ul>
    );
}
