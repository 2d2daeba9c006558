import { useState } from 'react';
import { positionOf, sourcesOf, type Medium } from '../../../data/media/medium';
import { mayBeStale } from '../../../data/media/stale';
import { cx } from '../../../design';
import { Blur } from './Blur';
import { ratioOf } from './grid';
import s from './Show.module.css';

interface Props {
    medium: Medium;
    /** For `sizes`. */
    wide?: string;
    /** Its addresses no longer work. */
    onStale?: () => void;
    eager?: boolean;
}

/** A picture, or a film's: its place and its colours are there before it is. */
export function Picture({ medium, wide, onStale, eager }: Props) {
    const [loaded, setLoaded] = useState<string | null>(null);
    const { kind, url, previewUrl, description, width, height, blurhash, focus } = medium;
    const from = kind === 'video' ? previewUrl : medium.animated ? url : previewUrl ?? url;
    const there = loaded === from && from !== null;
    const failed = () => void (mayBeStale(medium) && onStale?.());

    return (
        <span className={s.picture}>
            {!there && blurhash && <Blur hash={blurhash} ratio={ratioOf(medium)} />}
            {from && <picture>
                {medium.animated && previewUrl && <source media="(prefers-reduced-motion: reduce)" srcSet={previewUrl} />}
                <img src={from} srcSet={kind === 'image' ? sourcesOf(medium) : undefined} sizes={wide} alt={description ?? ''} width={width ?? undefined}
                    height={height ?? undefined} loading={eager ? 'eager' : 'lazy'} decoding="async" draggable={false} onLoad={() => setLoaded(from)} onError={failed}
                    className={cx(s.image, !there && s.coming)} style={{ objectPosition: positionOf(focus) }} />
            </picture>}
        </span>
    );
}
