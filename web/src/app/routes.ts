import { features } from './features';
import { findPath, sorted } from './match';

const routes = sorted(features.flatMap(feature => feature.routes ?? []));

/** The place that a path is, if the client has it. */
export const routeOf = (path: string) => findPath(routes, path);
