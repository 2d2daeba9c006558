/* Where somebody was on a page: how far down, and on what the focus stood. */
export interface Position {
    scroll: number;
    focus: string | null;
}

const quoted = (text: string) => `"${CSS.escape(text)}"`;

const ITEMS = ['data-post', 'data-comment', 'data-message', 'data-id'];

/** A selector that finds the same thing after the page was built again: by its link, or by the post or message it belongs to. */
function selectorOf(at: Element | null): string | null {
    const link = at?.closest('a[href]')?.getAttribute('href');

    if (link)
        return `a[href=${quoted(link)}]`;
    for (const name of ITEMS) {
        const item = at?.closest(`[${name}]`)?.getAttribute(name);
        if (item)
            return `[${name}=${quoted(item)}]`;
    }
    return null;
}

const inMain = (selector: string) => document.querySelector<HTMLElement>(`main ${selector}`) ?? document.querySelector<HTMLElement>(selector);

export const positionNow = (): Position => ({ scroll: window.scrollY, focus: selectorOf(document.activeElement) });

const PATIENCE_MS = 2_000;
const MOVES = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

let stop = () => {};

/** Goes back there as soon as the page is long enough again, unless its reader moves first. */
export function restorePosition({ scroll, focus }: Position) {
    const until = performance.now() + PATIENCE_MS;
    let frame = 0;
    const end = () => {
        cancelAnimationFrame(frame);
        MOVES.forEach(kind => removeEventListener(kind, end, true));
    };
    const attempt = () => {
        const late = performance.now() > until;
        const there = document.documentElement.scrollHeight >= scroll + innerHeight;
        const target = focus ? inMain(focus) : null;

        if (there || late)
            window.scrollTo({ top: scroll, behavior: 'instant' });
        if ((there && (target || !focus)) || late) {
            /* What stood over the page may have given it back more closely. */
            if (!target?.contains(document.activeElement))
                target?.focus({ preventScroll: true });
            end();
        } else
            frame = requestAnimationFrame(attempt);
    };

    stop();
    stop = end;
    MOVES.forEach(kind => addEventListener(kind, end, { capture: true, once: true }));
    frame = requestAnimationFrame(attempt);
}
