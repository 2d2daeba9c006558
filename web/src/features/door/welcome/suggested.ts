/* Whom and what a newcomer may like to follow, and why. */
import { rest } from '../../../data/rest';

export interface Tag {
    name: string;
    following: boolean;
}

export type Reason = { kind: 'known' } | { kind: 'tag'; tag: string } | { kind: 'recent' };

export interface Somebody {
    id: string;
    username: string;
    name: string;
    url: string | null;
    reason: Reason;
}

interface Profile {
    user_id: string;
    username: string;
    display_name: string;
    avatar_url: string | null;
}

export interface Written {
    author: { id: string; username: string; display_name: string; avatar_url: string | null } | null;
    tags: readonly { name: string }[];
}

const MOST = 6, MOST_TAGS = 10;

/** Each author once, with the first thing they wrote about. */
export function writersOf(posts: readonly Written[], but: ReadonlySet<string>): Somebody[] {
    const found = new Map<string, Somebody>();

    for (const { author, tags: [tag] } of posts)
        if (author && !but.has(author.id) && !found.has(author.id))
            found.set(author.id, {
                id: author.id, username: author.username, name: author.display_name, url: author.avatar_url,
                reason: tag ? { kind: 'tag', tag: tag.name } : { kind: 'recent' },
            });
    return [...found.values()];
}

/** Those of today, then what the newest posts are about: a young place has no trends. */
export function tagsOf(trends: readonly Tag[], posts: readonly Written[]): Tag[] {
    const names = new Set(posts.flatMap(post => post.tags.map(tag => tag.name)));

    trends.forEach(trend => names.delete(trend.name));
    return [...trends, ...[...names].map(name => ({ name, following: false }))].slice(0, MOST_TAGS);
}

/* Who follows nobody yet has nobody suggested: then it is those who write here. */
async function people(viewerId: string, posts: readonly Written[]): Promise<Somebody[]> {
    const suggested = await rest.get<Profile[]>('/users/suggestions', { query: { limit: MOST } });
    const known: Somebody[] = suggested.ok ? suggested.data.map(one => ({
        id: one.user_id, username: one.username, name: one.display_name, url: one.avatar_url, reason: { kind: 'known' },
    })) : [];
    const others = writersOf(posts, new Set([viewerId, ...known.map(one => one.id)]));

    return [...known, ...others].slice(0, MOST);
}

export async function suggestedTo(viewerId: string): Promise<{ tags: readonly Tag[]; people: readonly Somebody[] }> {
    const newest = await rest.get<Written[]>('/timeline/public', { query: { limit: 40 } }), posts = newest.ok ? newest.data : [];
    const [trends, who] = await Promise.all([rest.get<Tag[]>('/trends/tags', { query: { limit: MOST_TAGS } }), people(viewerId, posts)]);

    return { tags: tagsOf(trends.ok ? trends.data : [], posts), people: who };
}
