/* Keys of films and sounds, as players elsewhere have them. */

const STEP_S = 5, FAR_S = 10, LOUDER = 0.1;

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

export type Played = Pick<HTMLMediaElement, 'paused' | 'play' | 'pause' | 'currentTime' | 'duration' | 'muted' | 'volume'>;

function moved(media: Played, seconds: number): void {
    const end = Number.isFinite(media.duration) ? media.duration : Infinity;

    media.currentTime = Math.max(0, Math.min(end, media.currentTime + seconds));
}

export function playOrPause(media: Played): void {
    if (media.paused)
        void Promise.resolve(media.play()).catch(() => {});
    else
        media.pause();
}

/** Whether the key was meant for it. */
export function playerKey(media: Played, { key, ctrlKey, metaKey, altKey }: Pressed): boolean {
    if (ctrlKey || metaKey || altKey)
        return false;
    switch (key) {
    case ' ': case 'k': playOrPause(media); return true;
    case 'ArrowLeft': moved(media, -STEP_S); return true;
    case 'ArrowRight': moved(media, STEP_S); return true;
    case 'j': moved(media, -FAR_S); return true;
    case 'l': moved(media, FAR_S); return true;
    case 'ArrowUp': media.volume = Math.min(1, media.volume + LOUDER); return true;
    case 'ArrowDown': media.volume = Math.max(0, media.volume - LOUDER); return true;
    case 'm': media.muted = !media.muted; return true;
    case 'Home': media.currentTime = 0; return true;
    case 'End': if (Number.isFinite(media.duration)) media.currentTime = media.duration; return true;
    default: return false;
    }
}

export function filmKey(film: HTMLVideoElement, event: Pressed): boolean {
    if (event.key !== 'f' || event.ctrlKey || event.metaKey || event.altKey)
        return playerKey(film, event);
    void (document.fullscreenElement ? document.exitFullscreen() : film.requestFullscreen()).catch(() => {});
    return true;
}

/** "1:05" */
export function clockOf(seconds: number, format: (n: number) => string): string {
    const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0)), rest = whole % 60;

    return `${format(Math.floor(whole / 60))}:${rest < 10 ? format(0) : ''}${format(rest)}`;
}
