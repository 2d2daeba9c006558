/* Numbers and times as the reader's language writes them. */
import { useMemo } from 'react';
import { useWords, type Language } from './text';

export type TimeStyle =
    /** "3 min", "Yesterday", "12 Mar": beside a post. */
    | 'short'
    /** "3 minutes ago" */
    | 'relative'
    /** "14:05": beside a message. */
    | 'clock'
    /** "Monday, 12 March": between messages. */
    | 'day'
    /** "12 March 2026 at 14:05": on hover, for screen readers. */
    | 'full';

const MINUTE = 60, HOUR = 3600, DAY = 86400, WEEK = 7 * DAY;
const made = new Map<string, unknown>();

/* Intl's objects are slow to make. */
function kept<T>(key: string, make: () => T): T {
    if (!made.has(key))
        made.set(key, make());
    return made.get(key) as T;
}

const dates = (language: Language, options: Intl.DateTimeFormatOptions) =>
    kept(`${language}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(language, options));

/** In full: 12,345. */
export function formatNumber(language: Language, n: number): string {
    return kept(`${language}#`, () => new Intl.NumberFormat(language)).format(n);
}

/** As short as can be: 12K. The whole number goes to screen readers. */
export function formatCount(language: Language, n: number): string {
    const format = kept(`${language}~`, () => new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }));

    return n < 1000 ? formatNumber(language, n) : format.format(n);
}

/** A badge's: at most 99+. */
export function formatBadge(language: Language, n: number): string {
    return n > 99 ? `${formatNumber(language, 99)}+` : formatNumber(language, n);
}

export function formatTime(language: Language, at: string | Date, style: TimeStyle, now = Date.now()): string {
    const date = typeof at === 'string' ? new Date(at) : at;
    const thisYear = date.getFullYear() === new Date(now).getFullYear();

    switch (style) {
    case 'full': return dates(language, { dateStyle: 'long', timeStyle: 'short' }).format(date);
    case 'clock': return dates(language, { timeStyle: 'short' }).format(date);
    case 'day': return dates(language, { weekday: 'long', day: 'numeric', month: 'long', year: thisYear ? undefined : 'numeric' }).format(date);
    default: return formatAge(language, date, style === 'short' ? 'narrow' : 'long', thisYear, now);
    }
}

function formatAge(language: Language, date: Date, style: 'narrow' | 'long', thisYear: boolean, now: number): string {
    const seconds = Math.round((now - date.getTime()) / 1000), age = Math.abs(seconds);
    const [unit, size] = age < MINUTE ? ['second', 1] as const : age < HOUR ? ['minute', MINUTE] as const
        : age < DAY ? ['hour', HOUR] as const : ['day', DAY] as const;

    if (age >= WEEK)
        return dates(language, { day: 'numeric', month: 'short', year: thisYear ? undefined : 'numeric' }).format(date);
    const ago = unit === 'second' ? 0 : -Math.trunc(seconds / size);
    return kept(`${language}${style}`, () => new Intl.RelativeTimeFormat(language, { numeric: 'auto', style })).format(ago, unit);
}

export interface Format {
    number(n: number): string;
    count(n: number): string;
    badge(n: number): string;
    time(at: string | Date, style: TimeStyle): string;
}

/** const format = useFormat(); format.count(12345); format.time(post.createdAt, 'short') */
export function useFormat(): Format {
    const { language } = useWords();

    return useMemo(() => ({
        number: n => formatNumber(language, n),
        count: n => formatCount(language, n),
        badge: n => formatBadge(language, n),
        time: (at, style) => formatTime(language, at, style),
    }), [language]);
}
