import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { withWords } from '../../data/text';
import { ComposerDialog } from './ComposerDialog';
import { openComposer } from './open';

const begin = () => openComposer();

export const feature: Feature = {
    name: 'compose',
    routes: [
        { path: '/new', screen: screen(withWords(() => import('./NewScreen'))) },
        { path: '/drafts', screen: screen(withWords(() => import('./drafts/DraftsScreen'))) },
    ],
    keys: [{ keys: 'n', label: 'compose.key', run: begin }],
    newPost: begin,
    always: ComposerDialog,
};
