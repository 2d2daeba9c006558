import { lazy, Suspense } from 'react';
import { useLocation } from 'wouter';
import { useStood } from '../../../data/stood';

const Content = lazy(() => import('./AsideContent'));

/** The second column, but for the pages that have all of it in the first, or are about something else. */
export function ExploreAside() {
    const [path] = useLocation(), stood = useStood();

    return stood && path !== '/explore' && !path.startsWith('/settings') && <Suspense><Content /></Suspense>;
}
