import type { Feature } from '../../app/feature';
import { screen } from '../../app/screen';
import { DoorBar } from './bar/DoorBar';

const welcome = screen(() => import('./welcome/WelcomeScreen'));

export const feature: Feature = {
    name: 'door',
    routes: [
        { path: '/login', screen: screen(() => import('./login/LoginScreen')), anyone: true },
        { path: '/join', screen: screen(() => import('./join/JoinScreen')), anyone: true },
        { path: '/forgot', screen: screen(() => import('./ForgotScreen')), anyone: true },
        { path: '/welcome', screen: welcome },
        { path: '/welcome/:step', screen: welcome },
    ],
    bar: DoorBar,
};
