/* A browser by its User-Agent, as people call it. The first that suits is meant: most claim to be others too. */
const BROWSERS: readonly [RegExp, string][] = [
    [/Edg(e|A|iOS)?\//, 'Edge'], [/OPR\/|Opera/, 'Opera'], [/SamsungBrowser/, 'Samsung Internet'], [/Vivaldi/, 'Vivaldi'],
    [/Firefox|FxiOS/, 'Firefox'], [/HeadlessChrome|Chromium/, 'Chromium'],
    [/Chrome|CriOS/, 'Chrome'], [/Safari/, 'Safari'], [/^curl\//, 'curl'],
];
const SYSTEMS: readonly [RegExp, string][] = [
    [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/CrOS/, 'ChromeOS'],
    [/Windows/, 'Windows'], [/Mac OS X|Macintosh/, 'macOS'], [/Linux|X11/, 'Linux'],
];

const first = (names: readonly [RegExp, string][], agent: string) => names.find(([pattern]) => pattern.test(agent))?.[1] ?? null;

export interface Agent {
    browser: string | null;
    system: string | null;
}

export const agentOf = (userAgent: string): Agent => ({ browser: first(BROWSERS, userAgent), system: first(SYSTEMS, userAgent) });

export const isSmall = ({ system }: Agent): boolean => system === 'iPhone' || system === 'Android' || system === 'iPad';
