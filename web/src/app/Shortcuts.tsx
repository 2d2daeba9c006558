import { lazy, Suspense, useEffect, useState } from 'react';
import { features } from './features';
import { addKeys } from './keys';

const ShortcutsDialog = lazy(() => import('./ShortcutsDialog'));

/** The keys of all features, and `?`, which shows them. */
export function Shortcuts() {
    const [isOpen, setOpen] = useState(false);

    useEffect(() => addKeys([
        ...features.flatMap(feature => feature.keys ?? []),
        { keys: '?', label: 'app.shortcuts', run: () => setOpen(true) },
    ]), []);
    return isOpen && <Suspense><ShortcutsDialog onClose={() => setOpen(false)} /></Suspense>;
}
