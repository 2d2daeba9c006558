/* What the server has of a section. */
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useProblemText } from '../../../data/problems';
import { rest, type Answer } from '../../../data/rest';
import { Loading, Problem, SkeletonRow } from '../../../design';
import { useSave } from './saved';

export interface Asked<T> {
    answer: Answer<T> | null;
    load: () => void;
    set: (data: T) => void;
}

export function useAsked<T>(path: string): Asked<T> {
    const [answer, setAnswer] = useState<Answer<T> | null>(null);
    const load = useCallback(() => void rest.get<T>(path).then(setAnswer), [path]);

    useEffect(load, [load]);
    return { answer, load, set: data => setAnswer({ ok: true, data, status: 200, next: null }) };
}

/** Its shape, its refusal with Try again, or itself. */
export function Loaded<T>({ of: { answer, load }, children }: { of: Asked<T>; children: (data: T) => ReactNode }) {
    const problemText = useProblemText();

    if (!answer)
        return <Loading><SkeletonRow lines={1} /><SkeletonRow lines={1} /></Loading>;
    return answer.ok ? children(answer.data) : <Problem words={problemText(answer.problem)} onRetry={load} />;
}

/** Changes a part of it: at once, and back if the server refuses. */
export function useChange<T>({ answer, set }: Asked<T>, path: string) {
    const save = useSave();

    return async (some: Partial<T>) => {
        if (!answer?.ok)
            return;
        set({ ...answer.data, ...some });
        if (!(await save(rest.patch(path, some))).ok)
            set(answer.data);
    };
}
