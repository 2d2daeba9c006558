import { useEffect, useRef, type MouseEvent } from 'react';
import { Download, File } from 'lucide-react';
import type { Medium } from '../../../data/media/medium';
import { isStale } from '../../../data/media/stale';
import { useText, useWords } from '../../../data/text';
import { Icon } from '../../../design';
import { sizeText } from '../../../data/size';
import s from './Show.module.css';

/** Any other file: only to be kept. */
export function FileRow({ medium, onStale }: { medium: Medium; onStale?: () => void }) {
    const t = useText();
    const { language } = useWords();
    const link = useRef<HTMLAnchorElement>(null), wanted = useRef(false);
    const { filename, size, url, description } = medium;
    const pressed = (event: MouseEvent) => {
        if (!onStale || !isStale(medium))
            return;
        event.preventDefault();
        wanted.current = true;
        onStale();
    };

    /* It was pressed when its address had ended: here is the next one. */
    useEffect(() => {
        if (wanted.current)
            link.current?.click();
        wanted.current = false;
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
