import { lazy, Suspense, useEffect, useEffectEvent, useId, useState } from 'react';
import { EyeOff, Play } from 'lucide-react';
import { useText, withWords } from '../../../data/text';
import { useFormat } from '../../../data/format';
import { isVisual, type Medium } from '../../../data/media/medium';
import { isStale } from '../../../data/media/stale';
import { Button, cx, Icon } from '../../../design';
import { openViewer, useViewed } from '../viewer/address';
import { cellsOf, gridRatio, mostOf, ratioOf, sortedOut, widthOf } from './grid';
import { Blur } from './Blur';
import { Film } from './Film';
import { FileRow } from './FileRow';
import { Picture } from './Picture';
import { Sound } from './Sound';
import s from './Show.module.css';

const Viewer = lazy(withWords(() => import('../viewer/Viewer')));

export interface MediaListProps {
    media: readonly Medium[];
    /** What they belong to, of which they are asked for again when their addresses no longer work. */
    onStale?: () => void;
    /** Hidden until the reader wants to see them. */
    sensitive?: boolean;
    /** In a message: not wider than it needs to be. */
    small?: boolean;
    /** Where they stand: the page of a post. */
    to?: string;
}

function Cell({ medium, more, count, onOpen, onStale }: { medium: Medium; more: number; count: number; onOpen: () => void; onStale?: () => void }) {
    const t = useText();
    const format = useFormat();
    const { description, kind, animated } = medium, said = description?.trim();
    const label = said ? t(kind === 'video' ? 'media.openFilmOf' : 'media.openPictureOf', { words: said })
        : t(kind === 'video' ? 'media.openFilm' : 'media.openPicture');

    return (
        <button type="button" className={s.cell} aria-label={more ? `${label}, ${t('media.more', { count: more })}` : label} onClick={onOpen}>
            <Picture medium={medium} wide={widthOf(count)} onStale={onStale} />
            {kind === 'video' && <span className={s.play} aria-hidden="true"><Icon of={Play} size={22} /></span>}
            {more > 0 && <span className={s.more} aria-hidden="true">+{format.number(more)}</span>}
            {!more && (said || animated) && <span className={s.badge} aria-hidden="true">{animated ? 'GIF' : t('media.alt')}</span>}
        </button>
    );
}

function Grid({ visual, onStale, small }: { visual: readonly Medium[]; onStale?: () => void; small?: boolean }) {
    const { cells, more } = cellsOf(visual), [only] = cells;
    const ratio = gridRatio(visual);

    if (cells.length === 1 && only!.kind === 'video')
        return <Film medium={only!} ratio={ratio} small={small} onStale={onStale} />;
    return (
        <div className={cx(s.grid, s[`of${cells.length}`], small && s.small)}
            style={{ aspectRatio: String(ratio), '--ratio': ratio, maxInlineSize: mostOf(visual) } as React.CSSProperties}>
            {cells.map((medium, n) => (
                <Cell key={medium.id} medium={medium} count={cells.length} more={n === cells.length - 1 ? more : 0} onStale={onStale}
                    onOpen={() => openViewer(medium.id)} />
            ))}
        </div>
    );
}

function Folded({ media, onShow }: { media: readonly Medium[]; onShow: () => void }) {
    const t = useText();
    const visual = media.filter(isVisual), [first] = visual;

    return (
        <div className={s.folded} style={{ aspectRatio: visual.length ? String(gridRatio(visual)) : undefined }}>
            {first?.blurhash && <Blur hash={first.blurhash} ratio={ratioOf(first)} />}
            <div className={s.veil}>
                <Icon of={EyeOff} size={22} />
                <p>{t('media.sensitive')}</p>
                <Button size="small" aria-expanded={false} onPress={onShow}>{t('media.showMedia')}</Button>
            </div>
        </div>
    );
}

/** Whatever was attached to something. The open picture is in the address. */
export default function MediaList({ media, onStale, sensitive, small, to }: MediaListProps) {
    const t = useText();
    const inside = useId();
    const [shown, setShown] = useState(false);
    const { visual, others } = sortedOut(media);
    const viewed = useViewed(visual), urls = media.map(({ url }) => url).join(' ');
    const checked = useEffectEvent(() => { if (media.some(one => isStale(one))) onStale?.(); });

    /* A poster that is gone says nothing, and a file that is only to be saved does not load before. */
    useEffect(() => checked(), [urls]);

    if (sensitive && !shown)
        return <Folded media={media} onShow={() => setShown(true)} />;
    return (
        <div id={inside} className={s.media}>
            {sensitive && (
                <div className={s.hide}>
                    <Button size="small" kind="plain" icon={EyeOff} aria-expanded aria-controls={inside} onPress={() => setShown(false)}>{t('media.hideMedia')}</Button>
                </div>
            )}
            {visual.length > 0 && <Grid visual={visual} onStale={onStale} small={small} />}
            {others.map(medium => medium.kind === 'file' ? <FileRow key={medium.id} medium={medium} onStale={onStale} /> : <Sound key={medium.id} medium={medium} onStale={onStale} />)}
            {viewed >= 0 && <Suspense><Viewer media={visual} at={viewed} to={to} onStale={onStale} /></Suspense>}
        </div>
    );
}
