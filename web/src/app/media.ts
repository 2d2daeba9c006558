import { useCallback, useSyncExternalStore } from 'react';

export const PHONE = '(max-width: 699px)', RAIL = '(min-width: 700px) and (max-width: 1100px)', WIDE = '(min-width: 1101px)';

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
    const listen = useCallback((told: () => void) => {
        const list = matchMedia(query);

        list.addEventListener('change', told);
        return () => list.removeEventListener('change', told);
    }, [query]);

    return useSyncExternalStore(listen, () => matchMedia(query).matches);
}
