/*
 * On a page that somebody came to read, and that the server made whole: starts the client once the reader stirs, or after a while. Until
 * then the page's links and forms do their work. A plain script, which imports nothing before.
 */
{
    const AFTER_MS = 4000, STIRS = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'scroll', 'keydown', 'focusin'];
    const { client } = (document.currentScript as HTMLScriptElement).dataset;
    const start = () => {
        STIRS.forEach(kind => removeEventListener(kind, start, true));
        clearTimeout(timer);
        void import(/* @vite-ignore */ client!);
    };
    const timer = setTimeout(start, AFTER_MS);

    const someoneLeft = () => {
        try {
            return localStorage.getItem('kith-left') !== null;
        } catch {
            return false;
        }
    };

    STIRS.forEach(kind => addEventListener(kind, start, { capture: true, passive: true }));
    /* They signed out on the page before this one, and what is kept of them here goes with the client's start (viewer.ts). */
    if (someoneLeft())
        start();
}
