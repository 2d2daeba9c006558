/* Which stories a highlight has, in which order, and which of them is its cover. */
import type { Story } from '../model/types';

export interface Choice {
    ids: readonly string[];
    /** One that is no longer among them: the first is the cover. */
    cover: string | null;
}

export const NONE: Choice = { ids: [], cover: null };

/** All that may be chosen, each once: what it had, then what stands now. */
export function offered(had: readonly Story[], now: readonly Story[]): readonly Story[] {
    const known = new Set(had.map(({ id }) => id));

    return [...had, ...now.filter(({ id }) => !known.has(id))];
}

export const coverOf = ({ ids, cover }: Choice): string | null => cover !== null && ids.includes(cover) ? cover : ids[0] ?? null;

export const withStory = ({ ids, cover }: Choice, id: string): Choice => ({ ids: ids.includes(id) ? ids : [...ids, id], cover });
export const withoutStory = ({ ids, cover }: Choice, id: string): Choice => ({ ids: ids.filter(one => one !== id), cover });
