import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startData } from '../data/start';
import '../design/base.css';
import { App } from './App';
import { startHistory } from './history';
import { startKeys } from './keys';
import { startLinks } from './links';
import { routeOf } from './routes';

async function start() {
    /* The screen's code comes while what it shows is asked for. */
    routeOf(location.pathname)?.route.screen.load().catch(() => {});
    const data = await startData();

    startHistory();
    startLinks();
    startKeys();
    createRoot(document.getElementById('root')!).render(<StrictMode><App data={data} /></StrictMode>);
}

void start();
