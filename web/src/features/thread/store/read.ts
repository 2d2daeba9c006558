/* Reads comments into the trees. */
import { rest, type Answer } from '../../../data/rest';
import type { Problem } from '../../../data/problems';
import type { Comment } from '../model/comment';
import { apart, readAgain } from '../model/again';
import { LEVELS } from '../model/rows';
import { grafted, parentsOf, withComment, withPage } from '../model/tree';
import { beginThread, changeThread, changeTrees, threadAt, type At } from './threads';

const PAGE = 20, PAGE_MOST = 100, BELOW = LEVELS - 1;
/* Of a long tree so much is read again that what is on the screen is likely among it. */
const AGAIN_MOST = 400;

type Page = Answer<Comment[]>;

interface Beginning {
    comments: readonly Comment[];
    next: string | null;
}

/* Pages are asked for by their cursors; the path of the next one has it. */
const cursorOf = (next: string | null) => next && new URL(next, location.origin).searchParams.get('cursor');

const pageOf = ({ postId, sort }: At, parent: string | null, cursor: string | null, limit = PAGE): Promise<Page> =>
    rest.get<Comment[]>(`/posts/${postId}/comments`, { query: { sort, parent, cursor, limit, depth: BELOW } });

const commentOf = (id: string, depth: number, sort: At['sort']) => rest.get<Comment>(`/comments/${id}`, { query: { depth, sort } });

/* A placeholder has replies, but is not answered itself. */
const placeholder = (id: string): Comment => ({
    id, parent_comment_id: null, depth: 0, author: null, content: '', mentions: [], tags: [], links: [], like_count: 0, liked: false, reply_count: 1,
    deleted: true, created_at: '', edited_at: null, replies: [], replies_next: null,
});

async function ofComment(at: At, root: string): Promise<Beginning | Problem> {
    const found = await commentOf(root, BELOW, at.sort);

    if (found.ok)
        return { comments: [found.data], next: null };
    const page = found.problem.status === 404 ? await pageOf(at, root, null) : null;
    return page?.ok ? { comments: [{ ...placeholder(root), replies: page.data, replies_next: cursorOf(page.next) }], next: null } : found.problem;
}

/* As many as are known already, and whether there are more, in few requests. */
async function ofPost(at: At, known: number): Promise<Beginning | Problem> {
    const comments: Comment[] = [], wanted = Math.min(known + 1, AGAIN_MOST);
    let next: string | null = null;

    do {
        const page = await pageOf(at, null, next, Math.min(PAGE_MOST, Math.max(PAGE, wanted - comments.length)));
        if (!page.ok)
            return page.problem;
        comments.push(...page.data);
        next = cursorOf(page.next);
    } while (next && comments.length < wanted);
    return { comments, next };
}

const isProblem = (found: Beginning | Problem): found is Problem => !('comments' in found);

/* In a tree that is no longer than this, news move little. */
const SHORT_MOST = 20;

/**
 * The beginning of a tree. If it is there already it is read again: it stands until the answer is there, and what is further down stays.
 * In a long one, what was written since is told, and comes when asked for; `all` puts it in its place.
 */
export async function readThread(at: At, all = false): Promise<void> {
    if (!threadAt(at))
        beginThread(at);
    const found = await (at.root === null ? ofPost(at, threadAt(at)?.tree.roots.length ?? 0) : ofComment(at, at.root));

    changeThread(at, ({ state, tree, news: stood }) => {
        if (isProblem(found))
            return state === 'ready' ? {} : { state: 'failed', problem: found };
        const isLong = !all && tree.roots.length > SHORT_MOST;
        const { comments, news } = isLong ? apart(tree, found.comments) : { comments: found.comments, news: [] };
        return {
            state: 'ready', problem: null, tree: readAgain(tree, comments, found.next, at.sort),
            news: isLong ? [...stood, ...news.filter(id => !stood.includes(id))] : [],
        };
    });
}

/** The next page, of the post's comments or of the replies to one. */
export async function readMore(at: At, parent: string | null): Promise<void> {
    const thread = threadAt(at), next = parent === null ? thread?.tree.next : thread?.tree.branches.get(parent)?.next;

    if (!thread || !next || thread.reading !== null)
        return;
    changeThread(at, () => ({ reading: parent ?? '', problem: null }));
    const page = await pageOf(at, parent, next);
    changeThread(at, ({ tree }) => page.ok ? { reading: null, tree: withPage(tree, parent, page.data, cursorOf(page.next)) }
        : { reading: null, problem: page.problem });
}

/** One that was just written, into every tree that has its place. */
export async function readComment(postId: string, id: string): Promise<void> {
    const found = await commentOf(id, 1, 'new');

    if (found.ok)
        changeTrees(postId, (tree, { sort, root }) => withComment(tree, found.data, sort, root));
}

/** Few are read one by one, and leave everything in its place; many make a new beginning, which is one request for most trees. */
const ONE_BY_ONE_MOST = 4;

export async function readNews(at: At): Promise<readonly string[]> {
    const ids = threadAt(at)?.news ?? [];

    changeThread(at, () => ({ news: [] }));
    if (ids.length > ONE_BY_ONE_MOST)
        await readThread(at, true);
    else
        await Promise.all(ids.map(id => readComment(at.postId, id)));
    changeThread(at, ({ fresh }) => ({ fresh: new Set([...fresh, ...ids]) }));
    return ids;
}

/** The comment of a link, with what it answers, and nothing of it folded. Null: it is in this tree now; otherwise below which comment it is. */
export async function readLinked(at: At, id: string): Promise<string | null> {
    const known = threadAt(at)?.tree;

    if (!known?.branches.has(id)) {
        const [found, above] = await Promise.all([commentOf(id, 1, at.sort), rest.get<Comment[]>(`/comments/${id}/ancestors`, { query: { limit: 100 } })]);
        if (!found.ok || !above.ok)
            return null;
        const chain = [...above.data].reverse().map(one => ({ ...one, replies: [], replies_next: null }));
        if (at.root === null && chain.length >= LEVELS)
            return chain.at(-(LEVELS - 1))!.id;
        const from = at.root === null ? 0 : chain.findIndex(one => one.id === at.root);
        if (from < 0)
            return null;
        changeThread(at, ({ tree }) => ({ tree: grafted(tree, [...chain.slice(from), found.data]) }));
    }
    changeThread(at, ({ tree, folded }) => ({ folded: new Set([...folded].filter(one => !parentsOf(tree, id).includes(one))) }));
    return null;
}
