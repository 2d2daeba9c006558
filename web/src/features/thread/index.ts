import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { withWords } from '../../data/text';

export const feature: Feature = {
    name: 'thread',
    routes: [{ path: '/@:username/:post', screen: screen(withWords(() => import('./PostScreen'))), anyone: true }],
};
