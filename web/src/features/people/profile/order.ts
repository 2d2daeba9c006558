/* Pinned posts stand first, and not again where they were written. */
interface Pinnable {
    id: string;
    pinned: boolean;
}

/**
 * `pinned` as the server listed them, `posts` as the cache knows them by now: what was pinned since comes first, what was taken off goes
 * back to its place.
 */
export function pinnedFirst<Post extends Pinnable>(pinned: readonly Post[], posts: readonly Post[]): readonly Post[] {
    const known = new Set(pinned.map(({ id }) => id));
    const first = [...posts.filter(post => post.pinned && !known.has(post.id)), ...pinned.filter(post => post.pinned)];
    const taken = new Set(first.map(({ id }) => id));

    return [...first, ...posts.filter(({ id }) => !taken.has(id))];
}
