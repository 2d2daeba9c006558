import { useViewer, type Viewer } from '../data/viewer';
import type { Entry } from './feature';
import { features } from './features';

const all = features.flatMap(feature => feature.entries ?? []).sort((a, b) => a.order - b.order);

/** How many stand in the bar of phones. */
export const IN_BAR = 4;

export const newPost = features.find(feature => feature.newPost)?.newPost;

const forAnyone = all.filter(entry => entry.anyone);

const unread = () => 0;

/** The places that the viewer has. */
export function useEntries(): readonly Entry[] {
    return useViewer() ? all : forAnyone;
}

export const placeOf = (entry: Entry, viewer: Viewer | null) =>
    typeof entry.to === 'string' ? entry.to : entry.to(viewer?.username ?? '');

export const useBadge = (entry: Entry) => (entry.useBadge ?? unread)();
