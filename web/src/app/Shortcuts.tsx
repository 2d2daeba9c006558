import { lazy, Suspense, useEffect, useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { useViewer } from '../data/viewer';
import { features } from './features';
import { addKeys } from './keys';
import { placeOf, useEntries } from './navigation';

const ShortcutsDialog = lazy(() => import('./ShortcutsDialog'));

/** The keys of all features, `g` and a letter for each place, and `?`, which shows them. */
export function Shortcuts() {
    const [isOpen, setOpen] = useState(false);
    const viewer = useViewer();
    const entries = useEntries();

    useEffect(() => addKeys([
        ...features.flatMap(feature => feature.keys ?? []),
        ...entries.filter(entry => entry.letter).map(entry => ({
            keys: `g ${entry.letter}`, label: entry.label, run: () => navigate(placeOf(entry, viewer)),
        })),
        { keys: '?', label: 'app.shortcuts', run: () => setOpen(true) },
    ]), [entries, viewer]);
    return isOpen && <Suspense><ShortcutsDialog onClose={() => setOpen(false)} /></Suspense>;
}
