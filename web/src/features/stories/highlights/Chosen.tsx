import { useEffect, useRef } from 'react';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useFormat } from '../../../data/format';
import { isolated } from '../../../data/names';
import { moved } from '../../../data/moved';
import { useText } from '../../../data/text';
import { announce, IconButton, Time } from '../../../design';
import { wordsOf, type Story } from '../model/types';
import { coverOf, withoutStory, type Choice } from './choice';
import { StoryTile, useStoryName } from './StoryTile';
import s from './Highlights.module.css';

interface Props {
    all: readonly Story[];
    choice: Choice;
    onChange: (choice: Choice) => void;
}

/* A row that moves or goes takes the focus with it, or leaves it to the next. */
function useFocusKept(ids: readonly string[]) {
    const list = useRef<HTMLOListElement>(null), wanted = useRef<{ id: string; deed: string } | null>(null);

    useEffect(() => {
        const { id, deed } = wanted.current ?? {};
        wanted.current = null;
        if (id)
            list.current?.querySelector<HTMLElement>(`[data-story="${id}"] [data-deed=${deed}]`)?.focus();
    }, [ids]);
    return { list, keep: (id: string | undefined, deed: string) => { wanted.current = id ? { id, deed } : null; } };
}

interface RowProps {
    story: Story;
    n: number;
    count: number;
    isCover: boolean;
    onCover: () => void;
    onMove: (by: 1 | -1) => void;
    onOut: () => void;
}

function Row({ story, n, count, isCover, onCover, onMove, onOut }: RowProps) {
    const t = useText();
    const name = isolated(useStoryName()(story)), isFirst = n === 0, isLast = n === count - 1;

    return (
        <li data-story={story.id} className={s.row}>
            <StoryTile story={story} />
            <span className={s.about}>
                <span className={s.words} dir="auto">{wordsOf(story) ?? t(story.kind === 'video' ? 'stories.film' : 'stories.picture')}</span>
                <span className={s.when}><Time at={story.created_at} /></span>
            </span>
            <label className={s.asCover}>
                <input type="radio" name="cover" checked={isCover} aria-label={t('stories.coverOf', { story: name })} onChange={onCover} />
                {t('stories.cover')}
            </label>
            <span className={s.deeds}>
                <IconButton size="small" icon={ArrowUp} label={t('stories.earlier', { story: name })} tip={t('stories.earlierTip')} data-deed="earlier"
                    aria-disabled={isFirst || undefined} onPress={() => isFirst || onMove(-1)} />
                <IconButton size="small" icon={ArrowDown} label={t('stories.later', { story: name })} tip={t('stories.laterTip')} data-deed="later"
                    aria-disabled={isLast || undefined} onPress={() => isLast || onMove(1)} />
                <IconButton size="small" icon={X} label={t('stories.takeOut', { story: name })} tip={t('stories.takeOutTip')} data-deed="out" onPress={onOut} />
            </span>
        </li>
    );
}

/** What a highlight has: in its order, one of them its cover. */
export function Chosen({ all, choice, onChange }: Props) {
    const t = useText();
    const format = useFormat();
    const nameOf = useStoryName();
    const { ids } = choice, { list, keep } = useFocusKept(ids), cover = coverOf(choice);
    const stories = ids.flatMap(id => all.find(story => story.id === id) ?? []);
    const move = (story: Story, by: 1 | -1) => {
        const next = moved(ids, story.id, by);
        keep(story.id, by < 0 ? 'earlier' : 'later');
        onChange({ ...choice, ids: next });
        announce(t('stories.placeIs', { story: isolated(nameOf(story)), at: format.number(next.indexOf(story.id) + 1), count: format.number(next.length) }));
    };
    const takeOut = (story: Story, n: number) => {
        keep(ids[n + 1] ?? ids[n - 1], 'out');
        onChange(withoutStory(choice, story.id));
        announce(t('stories.takenOut', { story: isolated(nameOf(story)) }));
    };

    return (
        <ol ref={list} className={s.chosen} aria-label={t('stories.chosenStories')}>
            {stories.map((story, n) => (
                <Row key={story.id} story={story} n={n} count={ids.length} isCover={story.id === cover} onCover={() => onChange({ ...choice, cover: story.id })}
                    onMove={by => move(story, by)} onOut={() => takeOut(story, n)} />
            ))}
        </ol>
    );
}
