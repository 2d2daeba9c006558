/* Stories of those whom one follows, as far as this page knows of them. */
import { create } from 'zustand';
import type { Problem } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { changed, joined, nextEnd, standing, without } from '../model/groups';
import type { Group, Story } from '../model/types';

interface State {
    status: 'none' | 'loading' | 'ready' | 'failed';
    problem: Problem | null;
    groups: readonly Group[];
    next: string | null;
}

export const useStories = create<State>(() => ({ status: 'none', problem: null, groups: [], next: null }));

const FEED = '/stories/feed';
const now = () => useStories.getState();
let timer: ReturnType<typeof setTimeout> | undefined;

/* A browser's timers end after 24 days; none of these lasts longer than 7. */
function put(groups: readonly Group[], more: Partial<State> = {}): void {
    const there = standing(groups, Date.now()), end = nextEnd(there);

    useStories.setState({ ...more, groups: there });
    clearTimeout(timer);
    if (end !== null)
        timer = setTimeout(() => put(now().groups), Math.max(0, end - Date.now()));
}

/** Again, too: what is shown stays until it is there. */
export async function loadStories(): Promise<void> {
    if (now().status === 'loading')
        return;
    useStories.setState(({ status }) => ({ status: status === 'ready' ? status : 'loading' }));
    const answer = await rest.get<Group[]>(FEED);
    if (answer.ok)
        put(answer.data, { status: 'ready', problem: null, next: answer.next });
    else
        useStories.setState(({ status }) => status === 'ready' ? {} : { status: 'failed', problem: answer.problem });
}

let loadingMore = false;

export async function loadMoreStories(): Promise<void> {
    const { next } = now();
    if (!next || loadingMore)
        return;
    loadingMore = true;
    const answer = await rest.get<Group[]>(next);
    loadingMore = false;
    if (answer.ok)
        put(joined(now().groups, answer.data), { next: answer.next });
}

export const changeStory = (id: string, change: (story: Story) => Story): void => put(changed(now().groups, id, change));
export const dropStory = (id: string): void => put(without(now().groups, id));

/** Somebody is muted, or one hides from them: theirs are left out. */
export const dropAuthor = (id: string): void => put(now().groups.filter(({ author }) => author.id !== id));

/* Several at once are one question, and nobody who is away asks. */
const SOON_MS = 1_500;
let soon: ReturnType<typeof setTimeout> | undefined;

export function loadSoon(): void {
    if (now().status === 'none')
        return;
    clearTimeout(soon);
    soon = setTimeout(() => void loadStories(), SOON_MS);
}
