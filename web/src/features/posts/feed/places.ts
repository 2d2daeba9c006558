/* Where the reader was in each list, so that coming back finds it as it was: the heights of what was above, and how far they had scrolled. */
import type { CacheSnapshot } from 'virtua';

interface Place {
    sizes: CacheSnapshot;
    /** Heights only fit a list of the same length. */
    length: number;
    scrolled: number;
}

const PLACES_MOST = 50;
const places = new Map<string, Place>();

export function leavePlace(name: string, place: Place): void {
    places.delete(name);
    places.set(name, place);
    if (places.size > PLACES_MOST)
        places.delete(places.keys().next().value!);
}

export function sizesAt(name: string, length: number): CacheSnapshot | undefined {
    const place = places.get(name);

    return place?.length === length ? place.sizes : undefined;
}

export const scrolledAt = (name: string): number | undefined => places.get(name)?.scrolled;
