import { useEffect } from 'react';
import { uploads, useUploads } from '../../../data/media/uploads';
import { useText } from '../../../data/text';
import s from './Add.module.css';

/** What goes with a post that is on its way. */
export default function PendingMedia({ keys }: { keys: readonly string[] }) {
    const t = useText();
    const all = useUploads(keys), size = all.reduce((sum, one) => sum + one.size, 0), sent = all.reduce((sum, one) => sum + one.sent, 0);

    useEffect(() => void uploads().restore(keys).catch(() => {}), [keys]);
    return (
        <div className={s.pending}>
            {all.map(({ key, preview, medium, kind }) => {
                const url = medium?.previewUrl ?? (kind === 'image' ? preview : null);
                return url && <img key={key} src={url} alt="" className={s.tiny} />;
            })}
            <span className={s.state}>{t('media.count', { count: keys.length })}</span>
            {all.map(({ key, name, state }) => state === 'failed' && name && <bdi key={key} className={s.lost}>{name}</bdi>)}
            {sent < size && <progress className={s.progress} max={size} value={sent} aria-label={t('media.progress')} />}
        </div>
    );
}
