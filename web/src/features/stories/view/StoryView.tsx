import { useEffect, useEffectEvent, useRef, useState, type PointerEvent } from 'react';
import { ChevronLeft, ChevronRight, Ellipsis, Eye, EyeOff, Pause, Play, Trash2, Volume2, VolumeX, X } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { isolated } from '../../../data/names';
import { useText, useWords } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Avatar, cx, Icon, IconButton, Menu, Time, toast, type MenuEntry } from '../../../design';
import { stepped, type Spot } from '../model/groups';
import { authorName, faceOf, type Group, type Story } from '../model/types';
import { markSeen, muteStories, removeStory } from '../store/deeds';
import { Answer } from './Answer';
import { StoryFace } from './StoryFace';
import { useClock } from './useClock';
import { Viewers } from './Viewers';
import s from './View.module.css';

const TAP_MS = 300, BACK_PART = 0.3;

interface Props {
    groups: readonly Group[];
    spot: Spot;
    /** Of a highlight: its title; nobody views or answers it. */
    title?: string;
    onSpot: (spot: Spot | null) => void;
    onChange: (story: Story) => void;
    onGone: (story: Story) => void;
    onClose: () => void;
    muted: boolean;
    setMuted: (muted: boolean) => void;
}

function Bars({ stories, at, part }: { stories: readonly Story[]; at: number; part: number }) {
    return (
        <div className={s.bars} aria-hidden="true">
            {stories.map((story, n) => <span key={story.id} className={s.bar}><span style={{ scale: `${n < at ? 1 : n === at ? part : 0} 1` }} /></span>)}
        </div>
    );
}

function useMenu({ story, onGone, own }: { story: Story; onGone: (story: Story) => void; own: boolean }) {
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

    return (): MenuEntry[] => own ? [{ id: 'delete', label: t('stories.delete'), icon: Trash2, danger: true, onAction: () => void remove() }]
        : [{ id: 'mute', label: t('stories.muteThese', { name }), icon: EyeOff, onAction: () => void mute() }];
}

/** One story after the other, each in its time. */
export function StoryView({ groups, spot, title, onSpot, onChange, onGone, onClose, muted, setMuted }: Props) {
    const t = useText();
    const { direction } = useWords();
    const viewer = useViewer();
    const group = groups[spot.group]!, story = group.stories[spot.story]!, own = viewer?.id === story.author.id;
    const [paused, setPaused] = useState(false), [viewers, setViewers] = useState(false);
    const film = useRef<HTMLVideoElement>(null), pressedAt = useRef<number | null>(null);
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
    const togglePause = () => {
        setPaused(!paused);
        (paused ? release : hold)('paused');
    };
    const seen = useEffectEvent(() => { if (viewer && !title) markSeen(story, viewer.id); });
    const menu = useMenu({ story, onGone, own });

    useEffect(() => {
        clock.hold('coming');
        seen();
    }, [clock]);
    /* The next picture is there when its turn comes. */
    const ahead = stepped(groups, spot, 1), next = ahead && groups[ahead.group]!.stories[ahead.story]!.media;
    useEffect(() => {
        if (next?.kind === 'image' && next.url)
            new Image().src = next.url;
    }, [next?.kind, next?.url]);
    const keys: Record<string, () => void> = {
        ArrowRight: () => go(direction === 'rtl' ? -1 : 1), ArrowLeft: () => go(direction === 'rtl' ? 1 : -1), ' ': togglePause, Escape: onClose,
        m: () => setMuted(!muted),
    };
    const pressed = (event: KeyboardEvent) => {
        const target = event.target as Element, typing = target.matches('input, textarea'), onButton = target.matches('button, a') && event.key === ' ';
        const run = keys[event.key];
        if (!run || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || onButton || typing && event.key !== 'Escape' || target.closest('[role=dialog], [role=menu]'))
            return;
        event.preventDefault();
        event.stopPropagation();
        run();
    };
    const keyed = useEffectEvent(pressed);
    useEffect(() => {
        const heard = (event: KeyboardEvent) => keyed(event);
        document.addEventListener('keydown', heard);
        return () => document.removeEventListener('keydown', heard);
    }, []);
    const up = (event: PointerEvent<HTMLElement>) => {
        const short = pressedAt.current !== null && performance.now() - pressedAt.current < TAP_MS, { left, width } = event.currentTarget.getBoundingClientRect();
        const from = (event.clientX - left) / width, first = (direction === 'rtl' ? 1 - from : from) < BACK_PART;
        pressedAt.current = null;
        release('finger');
        if (short)
            go(first ? -1 : 1);
    };

    return (
        <section className={s.story} data-foot="" aria-label={t('stories.of', { name: authorName(story.author) })}>
            <div className={s.stage} onPointerDown={event => { pressedAt.current = performance.now(); event.currentTarget.setPointerCapture(event.pointerId); hold('finger'); }}
                onPointerUp={up} onPointerCancel={() => { pressedAt.current = null; release('finger'); }} onContextMenu={event => event.preventDefault()}>
                <StoryFace story={story} muted={muted} film={film} onThere={() => release('coming')} onWait={() => clock.hold('coming')}
                    onLength={seconds => clock.lasts(seconds * 1000)} onEnd={() => go(1)} onFail={() => release('coming')}
                    onSilenced={() => setMuted(true)} />
            </div>
            <header className={s.head}>
                <Bars stories={group.stories} at={spot.story} part={part} />
                <div className={s.line}>
                    <a href={`/@${story.author.username}`} className={s.author}>
                        <Avatar of={faceOf(story.author)} size={32} />
                        <bdi className={s.name}>{authorName(story.author)}</bdi>
                    </a>
                    <span className={s.when}>{title ? <bdi>{title}</bdi> : <Time at={story.created_at} />}
                        {own && story.audience !== 'followers' && <> · {t(story.audience === 'public' ? 'stories.public' : 'stories.closeFriends')}</>}</span>
                    <IconButton icon={paused ? Play : Pause} label={t(paused ? 'stories.goOn' : 'stories.pause')} tip={false} onPress={togglePause} />
                    {story.kind === 'video' && <IconButton icon={muted ? VolumeX : Volume2} label={t(muted ? 'stories.unmute' : 'stories.mute')} tip={false} onPress={() => setMuted(!muted)} />}
                    {viewer && <span onFocus={() => hold('menu')} onBlur={() => release('menu')}>
                        <Menu label={t('stories.more')} items={menu} trigger={<IconButton icon={Ellipsis} label={t('stories.more')} tip={false} />} /></span>}
                    <IconButton icon={X} label={t('stories.close')} tip={false} onPress={onClose} />
                </div>
            </header>
            <button type="button" className={cx(s.step, s.back)} aria-label={t('stories.previous')} onClick={() => go(-1)}><Icon of={ChevronLeft} size={24} turns /></button>
            <button type="button" className={cx(s.step, s.on)} aria-label={t('stories.next')} onClick={() => go(1)}><Icon of={ChevronRight} size={24} turns /></button>
            <footer className={s.foot}>
                {own && !title && story.view_count !== null && (
                    <button type="button" className={s.views} onClick={() => { setViewers(true); hold('viewers'); }}>
                        <Icon of={Eye} size={18} />{t('stories.views', { count: story.view_count })}
                    </button>
                )}
                {!own && viewer && !title && <Answer story={story} onChange={onChange} onBusy={busy => (busy ? hold : release)('words')} />}
            </footer>
            {viewers && <Viewers story={story} onClose={() => { setViewers(false); release('viewers'); }} />}
        </section>
    );
}
