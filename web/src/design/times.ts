import { formatTime } from '../data/format';
import type { Language } from '../data/text';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/* One of each kind: making them is what costs. */
const made = new Map<string, Intl.NumberFormat>();

function inUnits(language: Language, unit: string, n: number): string {
    const key = language + unit;
    const format = made.get(key) ?? new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' });

    made.set(key, format);
    return format.format(Math.floor(n));
}

/** As short as it can be: "5m", "3h", "2d", then the day, with the year if it is another one. Null: just now. */
export function shortTime(language: Language, at: Date, now: Date): string | null {
    const gone = now.getTime() - at.getTime();

    if (gone < MINUTE)
        return null;
    if (gone < HOUR)
        return inUnits(language, 'minute', gone / MINUTE);
    if (gone < DAY)
        return inUnits(language, 'hour', gone / HOUR);
    return gone < 7 * DAY ? inUnits(language, 'day', gone / DAY) : formatTime(language, at, 'short', now.getTime());
}
