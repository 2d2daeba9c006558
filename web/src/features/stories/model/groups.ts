/* The stories of those whom one follows, person by person, and the way through them. */
import type { Group, Story } from './types';

export interface Spot { group: number; story: number }

/** What has ended is gone, by this clock too: the server's answers come before. */
export function standing(groups: readonly Group[], now: number): readonly Group[] {
    return groups.flatMap(group => {
        const stories = group.stories.filter(story => Date.parse(story.expires_at) > now);
        return stories.length === group.stories.length ? [group] : stories.length ? [counted({ ...group, stories })] : [];
    });
}

function counted(group: Group): Group {
    return { ...group, unseen_count: group.stories.filter(({ seen }) => !seen).length, latest_at: group.stories.at(-1)!.created_at };
}

/** When the next one ends, so that one looks again then. */
export function nextEnd(groups: readonly Group[]): number | null {
    const ends = groups.flatMap(({ stories }) => stories.map(({ expires_at }) => Date.parse(expires_at)));

    return ends.length ? Math.min(...ends) : null;
}

/** Where one begins with somebody: at the first that was not seen, else at the first. */
export const firstUnseen = ({ stories }: Pick<Group, 'stories'>): number => Math.max(0, stories.findIndex(({ seen }) => !seen));

/** One further, or back; null: there is nothing that way. At the end of one person begins the next. */
export function stepped(groups: readonly Pick<Group, 'stories'>[], { group, story }: Spot, by: 1 | -1): Spot | null {
    const here = groups[group];

    if (here?.stories[story + by])
        return { group, story: story + by };
    const next = groups[group + by];
    if (!next)
        return null;
    return { group: group + by, story: by > 0 ? firstUnseen(next) : next.stories.length - 1 };
}

/** With a change of one story, wherever it stands. */
export function changed(groups: readonly Group[], id: string, change: (story: Story) => Story): readonly Group[] {
    return groups.map(group => group.stories.some(story => story.id === id)
        ? counted({ ...group, stories: group.stories.map(story => story.id === id ? change(story) : story) }) : group);
}

export function without(groups: readonly Group[], id: string): readonly Group[] {
    return groups.flatMap(group => {
        const stories = group.stories.filter(story => story.id !== id);
        return stories.length === group.stories.length ? [group] : stories.length ? [counted({ ...group, stories })] : [];
    });
}

/** The next page; who stands there already stays where they are. */
export function joined(groups: readonly Group[], page: readonly Group[]): readonly Group[] {
    const known = new Set(groups.map(({ author }) => author.id));

    return [...groups, ...page.filter(({ author }) => !known.has(author.id))];
}
