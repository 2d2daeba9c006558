/* Which stories a highlight has: those that it had, in their order, then those that are chosen of what stands now. */
import type { Story } from '../model/types';

/** All that may be chosen: each once. */
export function offered(had: readonly Story[], now: readonly Story[]): readonly Story[] {
    const known = new Set(had.map(({ id }) => id));

    return [...had, ...now.filter(({ id }) => !known.has(id))];
}

export const toggled = (chosen: readonly string[], id: string): readonly string[] =>
    chosen.includes(id) ? chosen.filter(one => one !== id) : [...chosen, id];

/** In the order in which they are offered. */
export const inOrder = (all: readonly Story[], chosen: readonly string[]): string[] => all.map(({ id }) => id).filter(id => chosen.includes(id));
