/* The tree as a list of rows, as it stands on the page. */
import type { Tree } from './tree';

export interface Row {
    id: string;
    /** From 1. */
    level: number;
    /** What it answers, the uppermost first: a line for each, which folds it. */
    lines: readonly string[];
    /** Among its siblings, from 1, and how many there are (-1: not known yet). */
    place: number;
    size: number;
    /** Whether its replies are shown; null: there are none. */
    isOpen: boolean | null;
    /** So deep that its replies have a page of their own. */
    goesOn: boolean;
    /** Whose replies are to be continued after this row, the innermost first. */
    more: readonly string[];
}

export const LEVELS = 5;

export function rowsOf(tree: Tree, folded: ReadonlySet<string>): readonly Row[] {
    const rows: (Row & { more: string[] })[] = [];

    const walk = (ids: readonly string[], next: string | null, lines: readonly string[]): void => ids.forEach((id, n) => {
        const branch = tree.branches.get(id);
        if (!branch)
            return;
        const level = lines.length + 1, isDeep = level === LEVELS, hasReplies = branch.replies.length > 0 || branch.next !== null;
        const isOpen = hasReplies && !isDeep ? !folded.has(id) : null;
        rows.push({
            id, level, lines, isOpen, place: n + 1, size: next === null ? ids.length : -1, more: [],
            goesOn: isDeep && (hasReplies || branch.said.reply_count > 0),
        });
        if (!isOpen)
            return;
        walk(branch.replies, branch.next, [...lines, id]);
        if (branch.next !== null)
            rows.at(-1)!.more.push(id);
    });

    walk(tree.roots, tree.next, []);
    return rows;
}
