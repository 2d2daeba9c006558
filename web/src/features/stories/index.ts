import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { withWords } from '../../data/text';
import { StoryComposerDialog } from './write/StoryComposerDialog';

const load = withWords(() => import('./view/StoriesScreen'));

export const feature: Feature = {
    name: 'stories',
    routes: [
        { path: '/stories/:username', screen: screen(load), anyone: true, bare: true, wide: true },
        { path: '/stories/highlights/:id', screen: screen(() => load().then(({ HighlightScreen }) => ({ default: HighlightScreen }))), anyone: true, bare: true, wide: true },
        { path: '/stories/by/:id', screen: screen(() => load().then(({ StoryById }) => ({ default: StoryById }))), bare: true, wide: true },
    ],
    always: StoryComposerDialog,
};
