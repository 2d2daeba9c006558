import { Settings } from 'lucide-react';
import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { withWords } from '../../data/text';

const settings = screen(withWords(() => import('./SettingsScreen')));

export const feature: Feature = {
    name: 'settings',
    routes: [{ path: '/settings', screen: settings, wide: true }, { path: '/settings/:section', screen: settings, wide: true }],
    entries: [{ to: '/settings', label: 'settings.settings', icon: Settings, order: 90, letter: ',' }],
};
