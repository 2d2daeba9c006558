/* What somebody else deletes leaves its place behind, so that nothing that one reads, or is about to press, moves. */

/** A post, or the place of one that is gone. */
export interface Place<T> { id: string; post: T; gone: boolean }

/* More at once is another list. */
const MOST = 3;

const standing = <T extends { id: string }>(post: T): Place<T> => ({ id: post.id, post, gone: false });

/** `away`: what the reader put away, which goes at once. */
export function calmed<T extends { id: string }>(before: readonly Place<T>[], now: readonly T[], away: (post: T) => boolean): readonly Place<T>[] {
    const there = new Set(now.map(({ id }) => id)), lost = before.filter(one => !there.has(one.id) && (one.gone || !away(one.post)));

    if (!lost.length || lost.length === before.length || lost.filter(({ gone }) => !gone).length > MOST)
        return now.map(standing);
    return woven(before, now, there, new Set(lost.map(({ id }) => id)));
}

/* Each lost one after what stood before it; those of the beginning before the first that is left. */
function woven<T extends { id: string }>(before: readonly Place<T>[], now: readonly T[], there: ReadonlySet<string>, lost: ReadonlySet<string>): Place<T>[] {
    const after = new Map<string, Place<T>[]>(), begin: Place<T>[] = [], first = before.find(({ id }) => there.has(id))!.id;
    let under = begin;

    for (const one of before)
        if (there.has(one.id))
            after.set(one.id, under = []);
        else if (lost.has(one.id))
            under.push({ ...one, gone: true });
    return now.flatMap(post => [...post.id === first ? begin : [], standing(post), ...after.get(post.id) ?? []]);
}
