/*
 * Each entry of the browser's history has a key of its own, under which the position on its page is kept: going back and forward restores
 * scroll and focus, going on begins at the top with the heading. `{ keep: true }` as an entry's state: the same place looked at otherwise
 * (a tab, a search), where nothing moves.
 */
import { awaitHeading } from '../design/place';
import { positionNow, restorePosition, type Position } from './position';

interface Entry {
    key: string;
    index: number;
}

type State = { kith?: Entry; keep?: boolean } | null;

const STORED = 'kith-positions', MOST = 50;
const positions = new Map<string, Position>();
let here: Entry = { key: '', index: 0 };
let path = '';
let atTop = false;

const newEntry = (index: number): Entry => ({ key: Math.random().toString(36).slice(2), index });

/* Past wouter, which listens to the history's own methods. */
function tag(entry: Entry) {
    History.prototype.replaceState.call(history, { ...(history.state as State), kith: entry }, '');
}

function leave() {
    positions.delete(here.key);
    positions.set(here.key, positionNow());
    if (positions.size > MOST)
        positions.delete(positions.keys().next().value!);
}

function pushed() {
    const elsewhere = location.pathname !== path && !(history.state as State)?.keep;

    leave();
    here = newEntry(here.index + 1);
    tag(here);
    path = location.pathname;
    awaitHeading(elsewhere);
    atTop = elsewhere;
}

function replaced() {
    if (!(history.state as State)?.kith)
        tag(here);
    if (location.pathname !== path)
        awaitHeading(true);
    path = location.pathname;
}

function popped() {
    const entry = (history.state as State)?.kith;

    leave();
    here = entry ?? newEntry(here.index + 1);
    if (!entry)
        tag(here);
    awaitHeading(location.pathname !== path);
    path = location.pathname;
    restore();
}

function restore() {
    const position = positions.get(here.key);

    if (position)
        restorePosition(position);
}

function stored(): [string, Position][] {
    try {
        return JSON.parse(sessionStorage.getItem(STORED) ?? '[]') as [string, Position][];
    } catch {
        return [];
    }
}

function store() {
    leave();
    try {
        sessionStorage.setItem(STORED, JSON.stringify([...positions]));
    } catch {
        /* Without storage a page that is loaded again begins at its top. */
    }
}

/** Once, before the first render. */
export function startHistory() {
    const entry = (history.state as State)?.kith;

    history.scrollRestoration = 'manual';
    stored().forEach(([key, position]) => positions.set(key, position));
    here = entry ?? newEntry(0);
    path = location.pathname;
    tag(here);
    addEventListener('pushState', pushed);
    addEventListener('replaceState', replaced);
    addEventListener('popstate', popped);
    addEventListener('pagehide', store);
    if (entry)
        restore();
}

/** After the page of a new entry was put into the window. */
export function arrived() {
    if (atTop)
        window.scrollTo({ top: 0, behavior: 'instant' });
    atTop = false;
}
