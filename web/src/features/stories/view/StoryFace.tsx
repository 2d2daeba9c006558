import { useEffect, useEffectEvent, useMemo, useRef, type RefObject } from 'react';
import { mediumOf } from '../../../data/media/medium';
import { useText } from '../../../data/text';
import { Blur } from '../../media/show/Blur';
import { ratioOf } from '../../media/show/grid';
import { groundOf, inkOn } from '../model/ink';
import type { Story } from '../model/types';
import s from './View.module.css';

interface Props {
    story: Story;
    muted: boolean;
    film: RefObject<HTMLVideoElement | null>;
    /** The picture is there, or the film runs. */
    onThere: () => void;
    onWait: () => void;
    onLength: (seconds: number) => void;
    onEnd: () => void;
    onFail: () => void;
    /** The browser lets nothing sound that nobody asked for. */
    onSilenced: () => void;
}

/** What a story shows. */
export function StoryFace({ story, muted, film, onThere, onWait, onLength, onEnd, onFail, onSilenced }: Props) {
    const t = useText();
    const { kind, text, background, media } = story;
    const medium = useMemo(() => media && mediumOf(media), [media]);
    const said = medium?.description?.trim(), ground = groundOf(background), image = useRef<HTMLImageElement>(null);

    const begin = useEffectEvent(() => {
        if (kind === 'text' || image.current?.complete)
            onThere();
        film.current?.play().catch((error: Error) => error.name === 'NotAllowedError' && onSilenced());
    });

    useEffect(() => begin(), []);
    if (kind === 'text' || !medium)
        return <div className={s.text} style={{ background: ground, color: inkOn(ground) }}><p dir="auto" className={s.said}>{text}</p></div>;
    return (
        <div className={s.media}>
            {medium.blurhash && <Blur hash={medium.blurhash} ratio={ratioOf(medium)} />}
            {kind === 'video' ? (
                <video ref={film} className={s.picture} src={medium.url ?? undefined} poster={medium.previewUrl ?? undefined} autoPlay playsInline muted={muted}
                    aria-label={said ?? t('stories.film')} onPlaying={onThere} onWaiting={onWait} onEnded={onEnd} onError={onFail}
                    onLoadedMetadata={event => Number.isFinite(event.currentTarget.duration) && onLength(event.currentTarget.duration)} />
            ) : <img ref={image} className={s.picture} src={medium.url ?? undefined} alt={said ?? t('stories.picture')} draggable={false} onLoad={onThere} onError={onFail} />}
            {text && <p dir="auto" className={s.caption}>{text}</p>}
        </div>
    );
}
