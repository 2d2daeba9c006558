import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { breath } from '../data/breath';
import { startData } from '../data/start';
import { keepTyped } from '../data/typed';
import '../design/base.css';
import { App } from './App';
import { startHistory } from './history';
import { startKeys } from './keys';
import { startLinks } from './links';
import { routeOf } from './routes';

/* The client's style sheets came without holding up the server's page, as those of a printer. Now they count. */
function wearStyles(): Promise<unknown> {
    const sheets = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet][media=print]')];
    const loaded = (sheet: HTMLLinkElement) => sheet.sheet ?? new Promise(done => {
        sheet.onload = sheet.onerror = done;
    });

    return Promise.all(sheets.map(loaded)).then(() => sheets.forEach(sheet => {
        sheet.media = 'all';
    }));
}

async function start(root: HTMLElement) {
    const found = routeOf(location.pathname);

    /* What the client has no screen for is the server's page, if it has a heading: about, rules, what is nowhere. It stays as it came. */
    if (!found && root.querySelector('h1')) {
        root.dataset.by = 'server';
        return;
    }
    /* The screen's code comes while what it shows is asked for. */
    found?.route.screen.load().catch(() => {});
    await breath();
    const data = await startData();

    await wearStyles();
    await breath();

    startHistory();
    startLinks();
    startKeys();
    keepTyped(root);
    createRoot(root).render(<StrictMode><App data={data} /></StrictMode>);
}

void start(document.getElementById('root')!);
