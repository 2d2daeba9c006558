import { useEffect } from 'react';
import { useFormat } from '../data/format';
import { useInstance } from '../data/page';
import { usePlace, windowTitle } from '../design/place';
import { useBadge, useEntries } from './navigation';
import type { Entry } from './feature';

/* Hooks of a list that changes only with who is signed in, when the page begins again. */
const useSum = (entries: readonly Entry[]) => entries.map(useBadge).reduce((sum, unread) => sum + unread, 0);

/** `(3) Messages · Kith` */
export function WindowTitle() {
    const title = usePlace(state => state.title);
    const { name } = useInstance();
    const unread = useSum(useEntries());
    const format = useFormat();
    const shown = windowTitle(title, name, unread > 0 ? format.badge(unread) : null);

    useEffect(() => { document.title = shown; }, [shown]);
    return null;
}
