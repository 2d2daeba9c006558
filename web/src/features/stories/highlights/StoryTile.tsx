import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { groundOf, inkOn } from '../model/ink';
import { wordsOf, type Story } from '../model/types';
import s from './Highlights.module.css';

const NAMED_MOST = 60;

/** By which one story is told from the others, and when it was. */
export function useStoryName(): (story: Story) => string {
    const t = useText();
    const format = useFormat();

    return story => {
        const words = wordsOf(story) ?? t(story.kind === 'video' ? 'stories.film' : 'stories.picture'), letters = [...words];
        return `${letters.length > NAMED_MOST ? `${letters.slice(0, NAMED_MOST).join('')}…` : words}, ${format.time(story.created_at, 'full')}`;
    };
}

/** A story in small. */
export function StoryTile({ story: { media, text, background } }: { story: Story }) {
    const ground = groundOf(background);

    return media?.preview_url ? <span className={s.tile}><img src={media.preview_url} alt="" draggable={false} /></span>
        : <span className={s.tile} style={{ background: ground, color: inkOn(ground) }}><span dir="auto">{text}</span></span>;
}
