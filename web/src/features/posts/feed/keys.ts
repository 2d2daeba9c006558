/* Keys of a feed act on the post that has the focus, or else on the first that one sees. */
import type { Key } from '../../../app/feature';
import { currentFeed } from './current';
import { takeNews } from './news';

const ARTICLE = 'article[aria-posinset][data-id]';

function inSight(): HTMLElement | undefined {
    const top = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart) || 0;

    return [...document.querySelectorAll<HTMLElement>(ARTICLE)].find(article => article.getBoundingClientRect().bottom > top + 40);
}

const focused = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>(ARTICLE) ?? null;
const at = (position: number) => document.querySelector<HTMLElement>(`${ARTICLE}[aria-posinset="${position}"]`);

function show(article: HTMLElement): void {
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: 'nearest' });
}

function move(by: 1 | -1): void {
    const from = focused();
    const next = from ? Number(from.ariaPosInSet) + by : 0, article = from ? at(next) : inSight();

    if (article)
        return show(article);
    if (next < 1)
        return;
    currentFeed()?.scrollTo(next - 1);
    requestAnimationFrame(() => {
        const scrolled = at(next);
        if (scrolled)
            show(scrolled);
    });
}

/** Presses what carries that key in the post that is meant. */
function press(key: 'l' | 'b' | 'r'): void {
    (focused() ?? inSight())?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.click();
}

function open(): void {
    (focused() ?? inSight())?.querySelector<HTMLElement>('time')?.closest('a')?.click();
}

export const keys: readonly Key[] = [
    { keys: 'j', label: 'posts.keyNext', run: () => move(1) },
    { keys: 'k', label: 'posts.keyPrevious', run: () => move(-1) },
    { keys: 'l', label: 'posts.keyLike', run: () => press('l') },
    { keys: 'b', label: 'posts.keyBoost', run: () => press('b') },
    { keys: 'r', label: 'posts.keyReply', run: () => press('r') },
    { keys: 'o', label: 'posts.keyOpen', run: open },
    { keys: '.', label: 'posts.keyNew', run: takeNews },
];
