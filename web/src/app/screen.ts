import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

type Loaded<Props> = { default: ComponentType<Props> };

/** A screen whose code comes when it is first shown, or when a pointer comes near a link to it. */
export type Screen<Props = { params: Record<string, string> }> = LazyExoticComponent<ComponentType<Props>> & { load: () => Promise<unknown> };

/** screen(() => import('./ProfileScreen')) */
export function screen<Props = { params: Record<string, string> }>(load: () => Promise<Loaded<Props>>): Screen<Props> {
    return Object.assign(lazy(load), { load });
}
