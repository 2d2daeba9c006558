import { lazy, Suspense } from 'react';
import { useLocation } from 'wouter';

const Content = lazy(() => import('./AsideContent'));

/** The second column, but for the pages that have all of it in the first, or are about something else. */
export function ExploreAside() {
    const [path] = useLocation();

    return path !== '/explore' && !path.startsWith('/settings') && <Suspense><Content /></Suspense>;
}
