/* A tree that is read again from its beginning, while somebody is further down in it. */
import type { Comment, Sort } from './comment';
import type { Branch, Tree } from './tree';

const idsOf = (comments: readonly Comment[]): readonly string[] => comments.map(({ id }) => id);

/* What follows in the list after what was read again. By popularity things change places, so nothing is taken for gone. */
function restOf(known: readonly string[], fresh: readonly string[], sort: Sort): readonly string[] {
    const last = Math.max(...fresh.map(id => known.indexOf(id)), -1);

    if (last < 0)
        return [];
    return (sort === 'top' ? known : known.slice(last + 1)).filter(id => !fresh.includes(id));
}

/* Without a next page what was answered is all there is, except below the last level that was asked for. */
const isAll = ({ replies, replies_next: next, reply_count: count }: Comment): boolean => next === null && (replies.length > 0 || count === 0);

function putAgain(branches: Map<string, Branch>, comment: Comment, sort: Sort): void {
    const { replies, replies_next: next, ...said } = comment, known = branches.get(said.id), ids = idsOf(replies);
    const rest = isAll(comment) || !known ? [] : ids.length ? restOf(known.replies, ids, sort) : known.replies;

    branches.set(said.id, { said, replies: [...ids, ...rest], next: rest.length && known ? known.next : next });
    replies.forEach(reply => putAgain(branches, reply, sort));
}

/** What is further down stays; where nothing is left of what was known, it begins again. */
export function readAgain(tree: Tree, comments: readonly Comment[], next: string | null, sort: Sort): Tree {
    const branches = new Map(tree.branches), ids = idsOf(comments), rest = next === null ? [] : restOf(tree.roots, ids, sort);

    comments.forEach(comment => putAgain(branches, comment, sort));
    return { branches, roots: [...ids, ...rest], next: rest.length ? tree.next : next };
}

/** Those that were written since, apart: put above what somebody reads they would move it. */
export function apart(tree: Tree, comments: readonly Comment[]): { comments: readonly Comment[]; news: readonly string[] } {
    const newest = [...tree.branches.values()].reduce((most, { said: { created_at: at } }) => at > most ? at : most, '');
    const news: string[] = [];

    const sifted = (some: readonly Comment[]): readonly Comment[] => some.flatMap(comment => {
        const isNew = !tree.branches.has(comment.id) && comment.created_at > newest;
        if (isNew)
            news.push(comment.id);
        const replies = sifted(comment.replies);
        return isNew ? [] : [{ ...comment, replies }];
    });

    return { comments: sifted(comments), news };
}
