import { useEffect, useEffectEvent, useMemo, useRef, type RefObject } from 'react';
import { mediumOf, type Medium } from '../../../data/media/medium';
import { mayBeStale } from '../../../data/media/stale';
import { useText } from '../../../data/text';
import { Blur } from '../../media/show/Blur';
import { ratioOf } from '../../media/show/grid';
import { useGoesOn } from '../../media/show/useGoesOn';
import { groundOf, inkOn } from '../model/ink';
import type { Story } from '../model/types';
import s from './View.module.css';

interface Shown {
    /** There is something to see: the time begins. */
    onThere: () => void;
    /** It does not load, or no longer: its address may have ended. */
    onStale: () => void;
    /** Nor will it. */
    onFail: () => void;
}

interface Runs extends Shown {
    muted: boolean;
    film: RefObject<HTMLVideoElement | null>;
    onWait: () => void;
    onLength: (seconds: number) => void;
    onEnd: () => void;
    /** The browser lets nothing sound that nobody asked for. */
    onSilenced: () => void;
}

function Words({ text, background, onThere }: Pick<Story, 'text' | 'background'> & Pick<Shown, 'onThere'>) {
    const ground = groundOf(background), there = useEffectEvent(onThere);

    useEffect(() => there(), []);
    return <div className={s.text} style={{ background: ground, color: inkOn(ground) }}><p dir="auto" className={s.said}>{text}</p></div>;
}

function Still({ medium, onThere, onStale, onFail }: { medium: Medium } & Shown) {
    const t = useText();
    const image = useRef<HTMLImageElement>(null), { url, description } = medium;
    /* It may have come while it was the next one: nothing tells of that. */
    const begin = useEffectEvent(() => { if (image.current?.complete && image.current.naturalWidth) onThere(); });

    useEffect(() => begin(), []);
    return <img ref={image} className={s.picture} src={url ?? undefined} alt={description?.trim() || t('stories.picture')} draggable={false} onLoad={onThere}
        onError={() => (mayBeStale(medium) ? onStale : onFail)()} />;
}

function Moving({ medium, film, muted, onThere, onWait, onLength, onEnd, onStale, onFail, onSilenced }: { medium: Medium } & Runs) {
    const t = useText();
    const { url, previewUrl, description } = medium, failed = useGoesOn(film, medium, onStale);
    const begin = useEffectEvent(() => { film.current?.play().catch((error: Error) => error.name === 'NotAllowedError' && onSilenced()); });

    useEffect(() => begin(), []);
    return (
        <video ref={film} className={s.picture} src={url ?? undefined} poster={previewUrl ?? undefined} autoPlay playsInline muted={muted}
            aria-label={description?.trim() || t('stories.film')} onPlaying={onThere} onWaiting={onWait} onEnded={onEnd}
            onError={() => { onWait(); if (!failed()) onFail(); }}
            onLoadedMetadata={event => Number.isFinite(event.currentTarget.duration) && onLength(event.currentTarget.duration)} />
    );
}

/** What a story shows. */
export function StoryFace({ story: { kind, text, background, media }, ...rest }: { story: Story } & Runs) {
    const medium = useMemo(() => media && mediumOf(media), [media]);

    if (kind === 'text' || !medium)
        return <Words text={text} background={background} onThere={rest.onThere} />;
    return (
        <div className={s.media}>
            {medium.blurhash && <Blur hash={medium.blurhash} ratio={ratioOf(medium)} />}
            {kind === 'video' ? <Moving medium={medium} {...rest} /> : <Still medium={medium} onThere={rest.onThere} onStale={rest.onStale} onFail={rest.onFail} />}
            {text && <p dir="auto" className={s.caption}>{text}</p>}
        </div>
    );
}
