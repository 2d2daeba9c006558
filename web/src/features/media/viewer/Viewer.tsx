import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { ChevronLeft, ChevronRight, Maximize, MessageCircle, X, ZoomIn, ZoomOut } from 'lucide-react';
import { useFormat } from '../../../data/format';
import { sourcesOf, type Medium } from '../../../data/media/medium';
import { mayBeStale } from '../../../data/media/stale';
import { useText, useWords } from '../../../data/text';
import { Icon } from '../../../design';
import { Film } from '../show/Film';
import { closeViewer, turnTo } from './address';
import { useSight } from './useSight';
import { STEP, type Swipe } from './zoom';
import s from './Viewer.module.css';

interface Props {
    media: readonly Medium[];
    at: number;
    /** The page that they stand on. */
    to?: string;
    onStale?: () => void;
}

interface StageProps { medium: Medium; onSwipe: (swipe: Swipe) => void; onStale?: () => void }

interface ToolProps { label: string; icon: typeof X; onPress: () => void; className?: string; disabled?: boolean; turns?: boolean }

function Tool({ label, icon, onPress, className, disabled, turns }: ToolProps) {
    return (
        <button type="button" className={className ?? s.tool} aria-label={label} title={label} aria-disabled={disabled || undefined}
            onClick={() => disabled || onPress()}><Icon of={icon} size={22} turns={turns} /></button>
    );
}

function Still({ medium, onSwipe, onStale }: StageProps) {
    const t = useText();
    const { direction } = useWords();
    const stage = useRef<HTMLDivElement>(null), picture = useRef<HTMLImageElement>(null);
    const { sight, dragged, zoom, whole, handlers } = useSight({ stage, picture, rtl: direction === 'rtl', onSwipe });
    const keys: Record<string, () => void> = { '+': () => zoom(STEP), '=': () => zoom(STEP), '-': () => zoom(1 / STEP), 0: whole };
    const { url, previewUrl, description, width, height } = medium;

    /* Keys of the whole window: the focus may be on any button of it. */
    useEffect(() => {
        const pressed = (event: globalThis.KeyboardEvent) => void (event.ctrlKey || event.metaKey || event.altKey || keys[event.key]?.());
        document.addEventListener('keydown', pressed, true);
        return () => document.removeEventListener('keydown', pressed, true);
    });
    return (
        <>
            <div ref={stage} className={s.stage} {...handlers}>
                <img ref={picture} className={s.picture} src={url ?? previewUrl ?? undefined} srcSet={sourcesOf(medium)} sizes="100vw" alt={description ?? ''}
                    width={width ?? undefined} height={height ?? undefined} draggable={false} onError={() => void (mayBeStale(medium) && onStale?.())}
                    style={{ transform: `translate(${sight.x + dragged.x}px, ${sight.y + dragged.y}px) scale(${sight.scale})`, cursor: sight.scale > 1 ? 'grab' : 'zoom-in' }} />
            </div>
            <div className={s.zoom}>
                <Tool label={t('media.zoomIn')} icon={ZoomIn} onPress={() => zoom(STEP)} />
                <Tool label={t('media.zoomOut')} icon={ZoomOut} onPress={() => zoom(1 / STEP)} />
                <Tool label={t('media.wholePicture')} icon={Maximize} onPress={whole} />
            </div>
        </>
    );
}

/** One picture or film after the other, in all of the window. */
export default function Viewer({ media, at, to, onStale }: Props) {
    const t = useText();
    const format = useFormat();
    const { direction } = useWords();
    const dialog = useRef<HTMLDialogElement>(null);
    const medium = media[at]!, count = media.length, place = t('media.place', { at: format.number(at + 1), count: format.number(count) });
    const go = (by: number) => media[at + by] && turnTo(media[at + by]!.id);
    const steps: Record<string, number> = { ArrowRight: direction === 'rtl' ? -1 : 1, ArrowLeft: direction === 'rtl' ? 1 : -1, Home: -at, End: count - 1 - at };

    /* Closed while it is still on the page, it gives the focus back. */
    useLayoutEffect(() => {
        const shown = dialog.current!;
        shown.showModal();
        return () => shown.close();
    }, []);
    const pressed = (event: KeyboardEvent) => {
        const by = steps[event.key];
        /* It stands within a post or a message, whose keys are not meant. */
        event.stopPropagation();
        if (event.key === 'Escape') {
            event.preventDefault();
            closeViewer();
        }
        if (by && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            go(by);
        }
    };
    const swipe = (meant: Swipe) => meant === 'close' ? closeViewer() : meant && go(meant === 'next' ? 1 : -1);

    return (
        <dialog ref={dialog} role="dialog" aria-modal="true" className={s.viewer} aria-label={t('media.viewer')} onKeyDown={pressed}
            onCancel={event => { event.preventDefault(); closeViewer(); }} onClick={event => event.stopPropagation()}>
            <header className={s.head}>
                <p role="status" className={s.place}>{count > 1 && place}</p>
                {to && <a className={s.tool} href={to} aria-label={t('media.toPost')} title={t('media.toPost')}><Icon of={MessageCircle} size={22} /></a>}
                <Tool label={t('media.close')} icon={X} onPress={closeViewer} />
            </header>
            {medium.kind === 'video' ? <div className={s.stage}><Film key={medium.id} medium={medium} autoPlay onStale={onStale} /></div>
                : <Still key={medium.id} medium={medium} onSwipe={swipe} onStale={onStale} />}
            {count > 1 && <Tool className={s.previous} label={t('media.previous')} icon={ChevronLeft} turns disabled={at === 0} onPress={() => go(-1)} />}
            {count > 1 && <Tool className={s.next} label={t('media.next')} icon={ChevronRight} turns disabled={at === count - 1} onPress={() => go(1)} />}
            {medium.description?.trim() && <p className={s.words} dir="auto" tabIndex={0}>{medium.description}</p>}
        </dialog>
    );
}
