import type { Route } from './feature';
import { features } from './features';
import { findPath, sorted } from './match';
import { screen } from './screen';

/* The gallery of all primitives is for those who build with them: no program has it. */
const development: Route[] = import.meta.env.DEV ? [{ path: '/design', screen: screen(() => import('../design/gallery/Gallery')), anyone: true }] : [];

const routes = sorted([...features.flatMap(feature => feature.routes ?? []), ...development]);

/** The place that a path is, if the client has it. */
export const routeOf = (path: string) => findPath(routes, path);
