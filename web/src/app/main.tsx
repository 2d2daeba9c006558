import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startData } from '../data/start';
import { keepTyped } from '../data/typed';
import '../design/base.css';
import { App } from './App';
import { startHistory } from './history';
import { startKeys } from './keys';
import { startLinks } from './links';
import { routeOf } from './routes';

async function start(root: HTMLElement) {
    const found = routeOf(location.pathname);

    /* What the client has no screen for is the server's page, if it has a heading: about, rules, what is nowhere. It stays as it came. */
    if (!found && root.querySelector('h1')) {
        root.dataset.by = 'server';
        return;
    }
    /* The screen's code comes while what it shows is asked for. */
    found?.route.screen.load().catch(() => {});
    const data = await startData();

    startHistory();
    startLinks();
    startKeys();
    keepTyped(root);
    createRoot(root).render(<StrictMode><App data={data} /></StrictMode>);
    root.dataset.by = 'client';
}

void start(document.getElementById('root')!);
