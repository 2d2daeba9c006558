import { CircleDashed } from 'lucide-react';
import { Icon, Link } from '../../../design';
import { useText } from '../../../data/text';
import type { StoryMark } from '../model/types';
import s from './Message.module.css';

/** What a message answers: a story, while the reader may see it. */
export function StoryLink({ story: { id, available } }: { story: StoryMark }) {
    const t = useText();

    return (
        <p className={s.quote}>
            <Icon of={CircleDashed} size={14} />
            {available ? <Link to={`/stories/by/${id}`} kind="quiet" className={s.excerpt}>{t('chat.answers_story')}</Link>
                : <span className={s.gone}>{t('chat.story_gone')}</span>}
        </p>
    );
}
