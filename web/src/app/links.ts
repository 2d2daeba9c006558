/*
 * Links, wherever they stand: those to places of the client open without loading the page again, and their code comes as soon as a pointer
 * or the focus is on them. All others are the browser's.
 */
import { navigate } from 'wouter/use-browser-location';
import { routeOf } from './routes';

const linkOf = (target: EventTarget | null) => target instanceof Element ? target.closest<HTMLAnchorElement>('a[href]') : null;

/** The route that a link leads to, if it is one of this site and meant for this window. */
function placeOf(link: HTMLAnchorElement) {
    const here = link.origin === location.origin && (!link.target || link.target === '_self') && !link.hasAttribute('download');
    const hashOnly = link.hash && link.pathname === location.pathname && link.search === location.search;

    return here && !hashOnly ? routeOf(link.pathname) : null;
}

const isPlain = (event: MouseEvent) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

function follow(event: MouseEvent) {
    const link = linkOf(event.target);

    if (!link || event.defaultPrevented || !isPlain(event) || !placeOf(link))
        return;
    const to = link.pathname + link.search + link.hash;
    event.preventDefault();
    if (to === location.pathname + location.search + location.hash)
        window.scrollTo({ top: 0 });
    else
        navigate(to);
}

function fetchSoon(event: Event) {
    const link = linkOf(event.target);

    void (link && placeOf(link)?.route.screen.load().catch(() => {}));
}

/** Once, before the first render. */
export function startLinks() {
    document.addEventListener('click', follow);
    for (const kind of ['pointerover', 'focusin', 'touchstart'] as const)
        document.addEventListener(kind, fetchSoon, { passive: true });
}
