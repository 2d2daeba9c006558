import { useEffect } from 'react';
import { useFormat } from '../data/format';
import { useInstance } from '../data/page';
import { usePlace, windowTitle } from '../design/place';
import { useBadge, useEntries } from './navigation';
import type { Entry } from './feature';

/* Hooks of a list: whoever has another one is another component. */
const useSum = (entries: readonly Entry[]) => entries.map(useBadge).reduce((sum, unread) => sum + unread, 0);

/** `(3) Messages · Kith` */
export function WindowTitle() {
    const entries = useEntries();

    return <Title key={entries.length} entries={entries} />;
}

function Title({ entries }: { entries: readonly Entry[] }) {
    const title = usePlace(state => state.title);
    const { name } = useInstance();
    const unread = useSum(entries);
    const format = useFormat();
    const shown = windowTitle(title, name, unread > 0 ? format.badge(unread) : null);

    useEffect(() => { document.title = shown; }, [shown]);
    return null;
}
