/* What one does with stories: shown at once, taken back with the reason where the server will not have it. */
import type { Problem } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import type { Highlight, NewStory, Seer, Story } from '../model/types';
import { changeStory, dropAuthor, dropStory, loadStories } from './stories';

const problemIn = (answer: Answer<unknown>): Problem | null => answer.ok ? null : answer.problem;
const viewed = new Set<string>();

/** Once on this page; the server counts it once anyway. */
export function markSeen(story: Story, viewerId: string): void {
    if (story.author.id === viewerId || story.seen || viewed.has(story.id))
        return;
    viewed.add(story.id);
    void rest.post(`/stories/${story.id}/view`).then(answer => {
        if (answer.ok)
            changeStory(story.id, one => ({ ...one, seen: true }));
        else
            viewed.delete(story.id);
    });
}

/** Null takes it back. */
export async function reactTo(story: Story, emoji: string | null): Promise<Problem | null> {
    const before = story.reaction, put = (reaction: string | null) => changeStory(story.id, one => ({ ...one, reaction, seen: true }));

    put(emoji);
    const answer = await (emoji ? rest.put(`/stories/${story.id}/reaction`, { emoji }) : rest.delete(`/stories/${story.id}/reaction`));
    if (!answer.ok)
        put(before);
    return problemIn(answer);
}

export const replyTo = async (story: Story, content: string, clientRef: string): Promise<Problem | null> =>
    problemIn(await rest.post(`/stories/${story.id}/reply`, { content, client_ref: clientRef }, { key: clientRef }));

export async function removeStory(story: Story): Promise<Problem | null> {
    const answer = await rest.delete(`/stories/${story.id}`);

    if (answer.ok || answer.problem.status === 404)
        dropStory(story.id);
    return answer.ok || answer.problem.status === 404 ? null : answer.problem;
}

export async function publish(story: NewStory, key: string): Promise<Answer<Story>> {
    const answer = await rest.post<Story>('/stories', story, { key });

    if (answer.ok)
        void loadStories();
    return answer;
}

export async function muteStories(userId: string, on: boolean): Promise<Problem | null> {
    const answer = await (on ? rest.put(`/users/${userId}/stories/mute`, undefined) : rest.delete(`/users/${userId}/stories/mute`));

    if (answer.ok && on)
        dropAuthor(userId);
    else if (answer.ok)
        void loadStories();
    return problemIn(answer);
}

/** As it is now, with addresses that work. What has ended is a highlight's alone. */
export async function readAgain({ id }: Story, highlight?: string): Promise<Story | null> {
    if (highlight) {
        const answer = await rest.get<Highlight>(`/highlights/${highlight}`);
        return answer.ok ? answer.data.stories?.find(one => one.id === id) ?? null : null;
    }
    const answer = await rest.get<Story>(`/stories/${id}`);
    if (!answer.ok)
        return null;
    changeStory(id, () => answer.data);
    return answer.data;
}

export const viewersOf = (story: Story): Promise<Answer<Seer[]>> => rest.get<Seer[]>(`/stories/${story.id}/viewers`);
export const storiesOf = (username: string): Promise<Answer<Story[]>> => rest.get<Story[]>(`/users/@${username}/stories`);
