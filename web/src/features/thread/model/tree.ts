/* The comments of a post, as far as they are known: pages and single comments are added, in whatever order they come. */
import type { Comment, Said, Sort } from './comment';

export interface Branch {
    said: Said;
    replies: readonly string[];
    /** Where its replies go on; null: all of them are here. */
    next: string | null;
}

export interface Tree {
    branches: ReadonlyMap<string, Branch>;
    roots: readonly string[];
    next: string | null;
}

export const emptyTree: Tree = { branches: new Map(), roots: [], next: null };

type Branches = Map<string, Branch>;

const joined = (first: readonly string[], more: readonly string[]): readonly string[] => [...first, ...more.filter(id => !first.includes(id))];
const idsOf = (comments: readonly Comment[]) => comments.map(({ id }) => id);

/* What was known of it stays: a page may have less than was read already. */
function put(branches: Branches, { replies, replies_next: next, ...said }: Comment): void {
    const known = branches.get(said.id);

    branches.set(said.id, {
        said, replies: joined(known?.replies ?? [], idsOf(replies)), next: known && known.replies.length > replies.length ? known.next : next,
    });
    replies.forEach(reply => put(branches, reply));
}

/** The next page of the post's comments, or of the replies to one. */
export function withPage(tree: Tree, parent: string | null, comments: readonly Comment[], next: string | null): Tree {
    const branches = new Map(tree.branches);

    comments.forEach(comment => put(branches, comment));
    if (parent === null)
        return { branches, roots: joined(tree.roots, idsOf(comments)), next };
    const branch = branches.get(parent);
    if (branch)
        branches.set(parent, { ...branch, replies: joined(branch.replies, idsOf(comments)), next });
    return { ...tree, branches };
}

const placed = (ids: readonly string[], id: string, sort: Sort) => ids.includes(id) ? ids : sort === 'old' ? [...ids, id] : [id, ...ids];

/** One that was just written. Where its place is not on the page, nothing changes. */
export function withComment(tree: Tree, comment: Comment, sort: Sort, root: string | null = null): Tree {
    const { id, parent_comment_id: parent } = comment, above = parent === null ? undefined : tree.branches.get(parent);

    if (tree.branches.has(id) || (parent === null ? root !== null : !above))
        return tree;
    const branches = new Map(tree.branches);
    put(branches, comment);
    if (!above)
        return { ...tree, branches, roots: placed(tree.roots, id, sort) };
    branches.set(parent!, { ...above, said: { ...above.said, reply_count: above.said.reply_count + 1 }, replies: placed(above.replies, id, sort) });
    return { ...tree, branches };
}

/** One that a link means, with all that it answers, the uppermost first: each is put below the one before. */
export function grafted(tree: Tree, chain: readonly Comment[]): Tree {
    const branches = new Map(tree.branches), [first] = chain;

    chain.forEach((comment, n) => {
        const parent = n ? branches.get(chain[n - 1]!.id) : undefined;
        if (!branches.has(comment.id))
            put(branches, comment);
        if (parent)
            branches.set(parent.said.id, { ...parent, replies: joined(parent.replies, [comment.id]) });
    });
    return { ...tree, branches, roots: first && !tree.branches.has(first.id) ? [first.id, ...tree.roots] : tree.roots };
}

export function changed(tree: Tree, id: string, change: Partial<Said>): Tree {
    const branch = tree.branches.get(id);

    if (!branch)
        return tree;
    return { ...tree, branches: new Map(tree.branches).set(id, { ...branch, said: { ...branch.said, ...change } }) };
}

const NOTHING: Partial<Said> = {
    deleted: true, author: null, content: '', mentions: [], tags: [], links: [], like_count: 0, liked: false, edited_at: null,
};

/** One that was deleted: with replies a placeholder stays, without any it is gone, and so are placeholders above it that have no more. */
export function without(tree: Tree, id: string): Tree {
    const branch = tree.branches.get(id);

    if (!branch)
        return tree;
    if (branch.replies.length || branch.next !== null || branch.said.reply_count > 0)
        return changed(tree, id, NOTHING);
    const branches: Branches = new Map(tree.branches), parent = branch.said.parent_comment_id;
    const above = parent === null ? undefined : branches.get(parent);
    branches.delete(id);
    if (!above)
        return { ...tree, branches, roots: tree.roots.filter(one => one !== id) };
    branches.set(parent!, {
        ...above, replies: above.replies.filter(one => one !== id), said: { ...above.said, reply_count: Math.max(0, above.said.reply_count - 1) },
    });
    return above.said.deleted ? without({ ...tree, branches }, parent!) : { ...tree, branches };
}

/** What it answers, the nearest first, as far as that is here. */
export function parentsOf(tree: Tree, id: string): readonly string[] {
    const parent = tree.branches.get(id)?.said.parent_comment_id;

    return parent && tree.branches.has(parent) ? [parent, ...parentsOf(tree, parent)] : [];
}
