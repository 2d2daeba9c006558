import type { Language } from '../data/text';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** One of each kind: making them is what costs. */
const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => T): T {
    const has = made.get(key) ?? make();

    made.set(key, has);
    return has as T;
}

const dates = (language: Language, options: Intl.DateTimeFormatOptions) =>
    kept(language + JSON.stringify(options), () => new Intl.DateTimeFormat(language, options));

const units = (language: Language, unit: string) =>
    kept(language + unit, () => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }));

/** As short as it can be: "5m", "3h", "2d", then the day, with the year if it is another one. Null: just now. */
export function shortTime(language: Language, at: Date, now: Date): string | null {
    const gone = now.getTime() - at.getTime();

    if (gone < MINUTE)
        return null;
    if (gone < HOUR)
        return units(language, 'minute').format(Math.floor(gone / MINUTE));
    if (gone < DAY)
        return units(language, 'hour').format(Math.floor(gone / HOUR));
    if (gone < 7 * DAY)
        return units(language, 'day').format(Math.floor(gone / DAY));
    return dates(language, at.getFullYear() === now.getFullYear() ? { day: 'numeric', month: 'short' } : { dateStyle: 'medium' }).format(at);
}

export const fullTime = (language: Language, at: Date) => dates(language, { dateStyle: 'long', timeStyle: 'short' }).format(at);
