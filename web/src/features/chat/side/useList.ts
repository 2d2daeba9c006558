import { useEffect, useState } from 'react';
import type { Problem } from '../../../data/problems';
import { rest } from '../../../data/rest';

/** A list of the server, page after page; null until it is here. Without a path there is none. */
export function useList<T>(path: string | null) {
    const [state, setState] = useState<{ path: string | null; items: readonly T[] | null; problem: Problem | null; next: string | null }>(
        { path, items: null, problem: null, next: null });
    const load = async (from: string, before: readonly T[]) => {
        const answer = await rest.get<T[]>(from);
        setState(now => now.path !== path ? now : answer.ok
            ? { path, items: [...before, ...answer.data], problem: null, next: answer.next } : { ...now, problem: answer.problem });
    };
    const again = () => path && void load(path, []);

    useEffect(() => {
        setState({ path, items: null, problem: null, next: null });
        again();
    }, [path]);
    return {
        items: state.items, problem: state.problem, again,
        more: state.next === null ? null : () => void load(state.next!, state.items ?? []),
        change: (make: (items: readonly T[]) => readonly T[]) => setState(now => ({ ...now, items: now.items && make(now.items) })),
    };
}
