import { useEffect, useRef, type MouseEvent } from 'react';
import { Download, File } from 'lucide-react';
import type { Medium } from '../../../data/media/medium';
import { mayFollow } from '../../../data/media/stale';
import { useText, useWords } from '../../../data/text';
import { Icon } from '../../../design';
import { sizeText } from '../../../data/size';
import s from './Show.module.css';

/* An address that comes later is not what the press was for. */
const WANTED_MS = 15_000;

/** Any other file: only to be kept. */
export function FileRow({ medium, onStale }: { medium: Medium; onStale?: () => void }) {
    const t = useText();
    const { language } = useWords();
    const link = useRef<HTMLAnchorElement>(null), wantedAt = useRef(-Infinity);
    const { filename, size, url, description } = medium;
    const pressed = (event: MouseEvent) => {
        wantedAt.current = -Infinity;
        if (!onStale || mayFollow(medium))
            return;
        event.preventDefault();
        wantedAt.current = Date.now();
        onStale();
    };

    /* It was pressed when its address had ended: here is the next one. */
    useEffect(() => {
        if (Date.now() - wantedAt.current < WANTED_MS)
            link.current?.click();
    }, [url]);
    return (
        <a ref={link} className={s.file} href={url ? `${url}${url.includes('?') ? '&' : '?'}download=1` : undefined} download={filename ?? true} onClick={pressed}>
            <Icon of={File} size={22} />
            <span className={s.fileWords}>
                <bdi className={s.fileName}>{filename ?? t('media.file')}</bdi>
                <span className={s.fileSize}>{[size !== null && sizeText(language, size), description].filter(Boolean).join(' · ')}</span>
            </span>
            <Icon of={Download} size={18} />
        </a>
    );
}
