import { useRef, type KeyboardEvent } from 'react';
import type { Medium } from '../../../data/media/medium';
import { useText } from '../../../data/text';
import { cx } from '../../../design';
import { filmKey } from './player';
import { useGoesOn } from './useGoesOn';
import s from './Show.module.css';

interface Props {
    medium: Medium;
    ratio?: number;
    small?: boolean;
    /** Begins at once: it was opened. */
    autoPlay?: boolean;
    onStale?: () => void;
}

/** A film, with the browser's own controls, and the keys that people know. */
export function Film({ medium, ratio, small, autoPlay, onStale }: Props) {
    const t = useText();
    const film = useRef<HTMLVideoElement>(null);
    const failed = useGoesOn(film, medium, onStale);
    const { url, previewUrl, description, width, height } = medium;
    const label = description?.trim() ? t('media.filmOf', { words: description.trim() }) : t('media.film');
    const pressed = (event: KeyboardEvent) => {
        if (film.current && filmKey(film.current, event)) {
            event.preventDefault();
            event.stopPropagation();
        }
    };

    return (
        <video ref={film} className={cx(s.film, small && s.small)} src={url ?? undefined} poster={previewUrl ?? undefined} controls playsInline preload="none"
            autoPlay={autoPlay} aria-label={label} width={width ?? undefined} height={height ?? undefined} tabIndex={0} onKeyDown={pressed}
            style={ratio ? { aspectRatio: String(ratio), '--ratio': ratio } as React.CSSProperties : undefined}
            onError={() => void failed()} />
    );
}
