/* Trees that are on the page or were lately, so that going back finds them as they were left. */
import { create } from 'zustand';
import type { Problem } from '../../../data/problems';
import type { Sort } from '../model/comment';
import { emptyTree, type Tree } from '../model/tree';

/** Which tree: of a post, or what hangs below one of its comments. */
export interface At {
    postId: string;
    root: string | null;
    sort: Sort;
}

export interface Thread {
    at: At;
    tree: Tree;
    state: 'loading' | 'ready' | 'failed';
    problem: Problem | null;
    /** Whose replies are being read; '' of the post. */
    reading: string | null;
    folded: ReadonlySet<string>;
    /** Comments of others that came since it was read. */
    news: readonly string[];
    /** Those among them that are shown by now. */
    fresh: ReadonlySet<string>;
    /** The comment that a link meant, once the reader was taken there. */
    shown: string | null;
    /** The comment that the reader is to be taken to now. */
    wanted: string | null;
}

const THREADS_MOST = 6;

export const useThreads = create<{ threads: Readonly<Record<string, Thread>> }>(() => ({ threads: {} }));

export const keyOf = ({ postId, root, sort }: At): string => `${postId} ${root ?? ''} ${sort}`;

export const threadAt = (at: At): Thread | undefined => useThreads.getState().threads[keyOf(at)];

const begun = (at: At): Thread => ({
    at, tree: emptyTree, state: 'loading', problem: null, reading: null, folded: new Set(), news: [], fresh: new Set(), shown: null, wanted: null,
});

/** The last few are kept. */
export function beginThread(at: At): void {
    const { [keyOf(at)]: _, ...others } = useThreads.getState().threads;

    useThreads.setState({ threads: Object.fromEntries([...Object.entries(others), [keyOf(at), begun(at)] as const].slice(-THREADS_MOST)) });
}

export function changeThread(at: At, change: (thread: Thread) => Partial<Thread>): void {
    useThreads.setState(({ threads }) => {
        const thread = threads[keyOf(at)];

        return thread ? { threads: { ...threads, [keyOf(at)]: { ...thread, ...change(thread) } } } : { threads };
    });
}

/** Every tree of a post: a comment may stand in several. */
export function changeTrees(postId: string, change: (tree: Tree, at: At) => Tree): void {
    Object.values(useThreads.getState().threads).filter(({ at }) => at.postId === postId)
        .forEach(({ at }) => changeThread(at, ({ tree }) => ({ tree: change(tree, at) })));
}
