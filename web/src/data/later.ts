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

    STIRS.forEach(kind => addEventListener(kind, start, { capture: true, passive: true }));
}
