import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { withWords } from '../../data/text';
import { DoorBar } from './bar/DoorBar';

const welcome = screen(withWords(() => import('./welcome/WelcomeScreen')));

export const feature: Feature = {
    name: 'door',
    routes: [
        { path: '/login', screen: screen(withWords(() => import('./login/LoginScreen'))), anyone: true },
        { path: '/join', screen: screen(withWords(() => import('./join/JoinScreen'))), anyone: true },
        { path: '/forgot', screen: screen(withWords(() => import('./ForgotScreen'))), anyone: true },
        { path: '/welcome', screen: welcome },
        { path: '/welcome/:step', screen: welcome },
    ],
    bar: DoorBar,
};
