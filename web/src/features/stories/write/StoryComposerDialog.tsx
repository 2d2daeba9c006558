import { lazy, Suspense } from 'react';
import { withWords } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { useStoryComposer } from './open';

const StoryComposer = lazy(withWords(() => import('./StoryComposer')));

/** Stands on every page, and opens when somebody begins a story. */
export function StoryComposerDialog() {
    const { isOpen } = useStoryComposer(), viewer = useViewer();

    return isOpen && viewer && <Suspense><StoryComposer /></Suspense>;
}
