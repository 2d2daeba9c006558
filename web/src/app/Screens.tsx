import { Suspense, useEffect, useLayoutEffect } from 'react';
import { useLocation } from 'wouter';
import { useViewer } from '../data/viewer';
import { Loading, SkeletonRow } from '../design';
import { ErrorBoundary } from './ErrorBoundary';
import type { Route } from './feature';
import { arrived } from './history';
import type { Params } from './match';
import { NotFound } from './NotFound';
import { routeOf } from './routes';
import { Shell } from './Shell';

/** Signing in leads back to where one wanted to go. */
function ToLogin() {
    const [, navigate] = useLocation();

    useEffect(() => navigate(`/login?next=${encodeURIComponent(location.pathname + location.search)}`, { replace: true }), [navigate]);
    return null;
}

function Shape() {
    return <Loading>{Array.from({ length: 5 }, (_, n) => <SkeletonRow key={n} />)}</Loading>;
}

function Screen({ route: { screen: Content, anyone }, params }: { route: Route; params: Params }) {
    const viewer = useViewer();

    return viewer || anyone ? <Content params={params} /> : <ToLogin />;
}

/** The screen of the path, in the frame. */
export function Screens() {
    const [path] = useLocation();
    const found = routeOf(path);

    useLayoutEffect(arrived, [path]);
    return (
        <Shell route={found?.route ?? null}>
            <ErrorBoundary path={path}>
                <Suspense fallback={<Shape />}>{found ? <Screen {...found} /> : <NotFound />}</Suspense>
            </ErrorBoundary>
        </Shell>
    );
}
