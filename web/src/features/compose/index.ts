import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { ComposerDialog } from './ComposerDialog';
import { openComposer } from './open';

const begin = () => openComposer();

export const feature: Feature = {
    name: 'compose',
    routes: [
        { path: '/new', screen: screen(() => import('./NewScreen')) },
        { path: '/drafts', screen: screen(() => import('./drafts/DraftsScreen')) },
    ],
    keys: [{ keys: 'n', label: 'compose.key', run: begin }],
    newPost: begin,
    always: ComposerDialog,
};
