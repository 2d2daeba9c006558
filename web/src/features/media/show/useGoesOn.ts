import { useEffect, useRef, type RefObject } from 'react';
import type { Medium } from '../../../data/media/medium';
import { mayBeStale } from '../../../data/media/stale';

/** A film or sound whose address has ended goes on where it was with the next one. Returns what is done when it fails, which says whether there may be one. */
export function useGoesOn(player: RefObject<HTMLMediaElement | null>, medium: Pick<Medium, 'id' | 'url' | 'urlExpiresAt'>, onStale?: () => void): () => boolean {
    const stood = useRef<{ at: number; playing: boolean } | null>(null);

    useEffect(() => {
        const media = player.current, before = stood.current;
        stood.current = null;
        if (!media || !before)
            return;
        media.currentTime = before.at;
        if (before.playing)
            void media.play().catch(() => {});
    }, [medium.url, player]);
    return () => {
        const media = player.current;
        if (!media || !mayBeStale(medium))
            return false;
        stood.current = { at: media.currentTime, playing: !media.paused };
        onStale?.();
        return true;
    };
}
