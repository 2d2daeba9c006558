import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ChevronLeft, ChevronRight, Eye } from 'lucide-react';
import { isolated } from '../../../data/names';
import { useText, useWords } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { announce, cx, Icon } from '../../../design';
import { stepped, type Spot } from '../model/groups';
import { authorName, wordsOf, type Group, type Story } from '../model/types';
import { markSeen } from '../store/deeds';
import { Answer } from './Answer';
import { StoryFace } from './StoryFace';
import { StoryHead } from './StoryHead';
import { useClock } from './useClock';
import { usePress } from './usePress';
import { useStoryKeys } from './useStoryKeys';
import { useStoryMenu } from './useStoryMenu';
import { Viewers } from './Viewers';
import s from './View.module.css';

interface Props {
    groups: readonly Group[];
    spot: Spot;
    /** Of a highlight: its title; nobody views or answers it. */
    title?: string;
    onSpot: (spot: Spot | null) => void;
    onChange: (story: Story) => void;
    onGone: (story: Story) => void;
    /** Resolved with whether it has another address. */
    onStale: (story: Story) => Promise<boolean>;
    onClose: () => void;
    muted: boolean;
    setMuted: (muted: boolean) => void;
}

/* The next picture is there when its turn comes. */
function useAhead(groups: readonly Group[], spot: Spot): void {
    const ahead = stepped(groups, spot, 1), next = ahead && groups[ahead.group]!.stories[ahead.story]!.media;

    useEffect(() => {
        if (next?.kind === 'image' && next.url)
            new Image().src = next.url;
    }, [next?.kind, next?.url]);
}

/* The focus stays on the button that led here, so somebody who does not see it has to be told. */
function useSaid({ author, stories }: Group, at: number): void {
    const t = useText();
    const story = stories[at]!;
    const said = useEffectEvent(() => announce(t('stories.placeOf', {
        name: isolated(authorName(author)), at: at + 1, count: stories.length,
        words: wordsOf(story) ?? t(story.kind === 'video' ? 'stories.film' : 'stories.picture'),
    })));

    useEffect(() => said(), [story.id]);
}

/** One story after the other, each in its time. */
export function StoryView({ groups, spot, title, onSpot, onChange, onGone, onStale, onClose, muted, setMuted }: Props) {
    const t = useText();
    const rtl = useWords().direction === 'rtl', viewer = useViewer();
    const group = groups[spot.group]!, story = group.stories[spot.story]!, own = viewer?.id === story.author.id;
    /* Of that story: the next one goes on by itself. */
    const [pausedOn, setPausedOn] = useState<string | null>(null), [viewersOn, setViewersOn] = useState<string | null>(null), paused = pausedOn === story.id;
    const film = useRef<HTMLVideoElement>(null);
    const go = (by: 1 | -1) => {
        const next = stepped(groups, spot, by);
        if (next || by > 0)
            onSpot(next);
    };
    const { clock, part } = useClock(story, () => go(1));
    const hold = (why: string) => {
        clock.hold(why);
        film.current?.pause();
    };
    const release = (why: string) => {
        clock.release(why);
        if (clock.running)
            void film.current?.play().catch(() => {});
    };
    const holds = (why: string) => (on: boolean) => (on ? hold : release)(why);
    const togglePause = () => {
        setPausedOn(paused ? null : story.id);
        holds('paused')(!paused);
    };
    const turnSound = () => setMuted(!muted), on = rtl ? -1 : 1;
    const menu = useStoryMenu(story, own, onGone);
    const press = usePress({ rtl, onHold: () => hold('finger'), onRelease: () => release('finger'), onStep: go });
    const seen = useEffectEvent(() => { if (viewer && !title) markSeen(story, viewer.id); });
    const stale = async () => {
        if (!await onStale(story))
            release('coming');
    };

    useEffect(() => seen(), [story.id]);
    useAhead(groups, spot);
    useSaid(group, spot.story);
    useStoryKeys({ ArrowRight: () => go(on), ArrowLeft: () => go(on === 1 ? -1 : 1), ' ': togglePause, Escape: onClose, m: turnSound });
    return (
        <section className={s.story} data-foot="" aria-label={t('stories.of', { name: authorName(story.author) })}>
            <div className={s.stage} {...press}>
                <StoryFace key={story.id} story={story} muted={muted} film={film} onThere={() => release('coming')} onWait={() => clock.hold('coming')}
                    onLength={seconds => clock.lasts(seconds * 1000)} onEnd={() => go(1)} onStale={() => void stale()}
                    onFail={() => release('coming')} onSilenced={() => setMuted(true)} />
            </div>
            <StoryHead group={group} at={spot.story} part={part} title={title} own={own} paused={paused} muted={muted} menu={viewer && menu} onPause={togglePause}
                onMute={turnSound} onMenu={holds('menu')} onClose={onClose} />
            <button type="button" className={cx(s.step, s.back)} aria-label={t('stories.previous')} onClick={() => go(-1)}><Icon of={ChevronLeft} size={24} turns /></button>
            <button type="button" className={cx(s.step, s.on)} aria-label={t('stories.next')} onClick={() => go(1)}><Icon of={ChevronRight} size={24} turns /></button>
            <footer className={s.foot}>
                {own && !title && story.view_count !== null && (
                    <button type="button" className={s.views} onClick={() => { setViewersOn(story.id); hold('viewers'); }}>
                        <Icon of={Eye} size={18} />{t('stories.views', { count: story.view_count })}
                    </button>
                )}
                {!own && viewer && !title && <Answer key={story.id} story={story} onChange={onChange} onBusy={holds('words')} onChoosing={holds('emoji')} />}
            </footer>
            {viewersOn === story.id && <Viewers story={story} onClose={() => { setViewersOn(null); release('viewers'); }} />}
        </section>
    );
}
