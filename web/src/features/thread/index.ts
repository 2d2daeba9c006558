import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';

export const feature: Feature = {
    name: 'thread',
    routes: [{ path: '/@:username/:post', screen: screen(() => import('./PostScreen')), anyone: true }],
};
