import { lazy, Suspense } from 'react';
import { withWords } from '../../data/text';
import { gridRatio, sortedOut } from './show/grid';
import type { MediaListProps } from './show/MediaList';

const MediaList = lazy(withWords(() => import('./show/MediaList')));

const ROW = 46;

/** What is attached. Its code comes when something is; its place is there at once, so that nothing moves. */
export function MediaPart(props: MediaListProps) {
    const { visual, others } = sortedOut(props.media), ratio = gridRatio(visual), high = props.small ? 360 : 520;
    const place = { aspectRatio: String(ratio), inlineSize: `min(100%, ${high * ratio}px)`, background: 'var(--sunk)', borderRadius: 'var(--radius-12)' };

    if (!props.media.length)
        return null;
    return (
        <Suspense fallback={visual.length ? <div style={place} /> : <div style={{ blockSize: others.length * ROW }} />}>
            <MediaList {...props} />
        </Suspense>
    );
}
