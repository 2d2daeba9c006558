import { Download, File } from 'lucide-react';
import type { Medium } from '../../../data/media/medium';
import { useText, useWords } from '../../../data/text';
import { Icon } from '../../../design';
import { sizeText } from '../../../data/size';
import s from './Show.module.css';

/** Any other file: only to be kept. */
export function FileRow({ medium: { filename, size, url, description } }: { medium: Medium }) {
    const t = useText();
    const { language } = useWords();

    return (
        <a className={s.file} href={url ? `${url}${url.includes('?') ? '&' : '?'}download=1` : undefined} download={filename ?? true}>
            <Icon of={File} size={22} />
            <span className={s.fileWords}>
                <bdi className={s.fileName}>{filename ?? t('media.file')}</bdi>
                <span className={s.fileSize}>{[size !== null && sizeText(language, size), description].filter(Boolean).join(' · ')}</span>
            </span>
            <Icon of={Download} size={18} />
        </a>
    );
}
