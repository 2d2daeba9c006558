import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { Pause, Play } from 'lucide-react';
import { useFormat } from '../../../data/format';
import type { Medium } from '../../../data/media/medium';
import { useText, useWords } from '../../../data/text';
import { cx, IconButton } from '../../../design';
import { clockOf, playerKey, playOrPause } from './player';
import { useGoesOn } from './useGoesOn';
import s from './Sound.module.css';

const FLAT: readonly number[] = Array.from({ length: 64 }, () => 20);

/** Only one sounds at a time. */
let sounding: HTMLAudioElement | null = null;

interface WaveProps { peaks: readonly number[]; part: number }

function Wave({ peaks, part }: WaveProps) {
    return (
        <span className={s.wave} aria-hidden="true">
            {peaks.map((peak, n) => <span key={n} className={cx(s.bar, n / peaks.length < part && s.heard)} style={{ blockSize: `${Math.max(8, peak)}%` }} />)}
        </span>
    );
}

/** A sound or what somebody said: play, a wave that is a slider, and how long it is. */
function Player({ of: medium, label, onStale }: { of: Medium; label: string; onStale?: () => void }) {
    const t = useText();
    const format = useFormat();
    const { direction } = useWords();
    const audio = useRef<HTMLAudioElement>(null), { url, duration, waveform } = medium;
    const failed = useGoesOn(audio, medium, onStale);
    const [playing, setPlaying] = useState(false), [at, setAt] = useState(0), [known, setKnown] = useState<number | null>(null);
    const length = duration ?? known ?? 0, clock = (seconds: number) => clockOf(seconds, format.number);
    const peaks = waveform?.length ? waveform : FLAT;

    const began = () => {
        if (sounding && sounding !== audio.current)
            sounding.pause();
        sounding = audio.current;
        setPlaying(true);
    };
    const seek = (event: PointerEvent<HTMLElement>) => {
        const { left, width } = event.currentTarget.getBoundingClientRect(), part = (event.clientX - left) / width;
        const to = Math.max(0, Math.min(1, direction === 'rtl' ? 1 - part : part)) * length;
        if (audio.current && Number.isFinite(to)) {
            audio.current.currentTime = to;
            setAt(to);
        }
    };
    const pressed = (event: KeyboardEvent) => {
        const turned = direction === 'rtl' && /^Arrow(Left|Right)$/.test(event.key);
        const key = turned ? event.key === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft' : event.key;
        if (audio.current && playerKey(audio.current, { key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey })) {
            event.preventDefault();
            event.stopPropagation();
            /* How long it is, the browser may not know yet. */
            audio.current.currentTime = Math.min(audio.current.currentTime, length);
            setAt(audio.current.currentTime);
        }
    };

    return (
        <div role="group" aria-label={label} className={s.player}>
            <IconButton icon={playing ? Pause : Play} label={t(playing ? 'media.pause' : 'media.play')} tip={false}
                onPress={() => audio.current && playOrPause(audio.current)} />
            <span role="slider" tabIndex={0} aria-label={t('media.position')} aria-valuemin={0} aria-valuemax={Math.round(length)} aria-valuenow={Math.round(at)}
                aria-valuetext={t('media.of', { at: clock(at), length: clock(length) })} className={s.slider} onKeyDown={pressed}
                onPointerDown={seek} onPointerMove={event => event.buttons === 1 && seek(event)}>
                <Wave peaks={peaks} part={length ? at / length : 0} />
            </span>
            <span className={s.clock}>{clock(playing || at > 0 ? at : length)}</span>
            <audio ref={audio} src={url ?? undefined} preload={duration === null ? 'metadata' : 'none'} onPlay={began} onPause={() => setPlaying(false)}
                onTimeUpdate={event => setAt(event.currentTarget.currentTime)} onEnded={() => setAt(0)} onError={() => void failed()}
                onLoadedMetadata={event => Number.isFinite(event.currentTarget.duration) && setKnown(event.currentTarget.duration)} />
        </div>
    );
}

export function Sound({ medium, onStale }: { medium: Medium; onStale?: () => void }) {
    const t = useText();
    const said = medium.description?.trim();

    return (
        <div className={s.sound}>
            <Player of={medium} label={said || t(medium.kind === 'voice' ? 'media.voice' : 'media.sound')} onStale={onStale} />
            {said && <p className={s.words} dir="auto">{said}</p>}
        </div>
    );
}
