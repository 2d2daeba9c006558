/* Whether a name can be had, said while one types. */
import { useEffect, useState } from 'react';
import type { PlainKey } from '../../../data/text';
import { rest } from '../../../data/rest';

export type Standing = 'short' | 'long' | 'odd' | 'taken' | 'free' | 'unknown';

export const WRONG: Partial<Record<Standing, PlainKey>> = {
    short: 'door.nameShort', long: 'door.nameLong', odd: 'data.problem_username', taken: 'data.problem_username_taken',
};

/** What can be said of it without asking; null if nothing can. */
export function formOf(name: string): Standing | null {
    if (/[^a-z0-9_]/i.test(name))
        return 'odd';
    return name.length < 3 ? 'short' : name.length > 50 ? 'long' : null;
}

/* A 404 does not promise it: hidden accounts keep their names, and names that look alike are one. The answer to Join does. */
async function standingOf(name: string, signal: AbortSignal): Promise<Standing> {
    const answer = await rest.get<unknown>(`/users/@${name}`, { signal });

    if (answer.ok)
        return 'taken';
    return answer.problem.status === 404 ? 'free' : 'unknown';
}

const PAUSE_MS = 350;

/** Null while nothing was typed, or one still types. */
export function useStanding(name: string): Standing | null {
    const [known, setKnown] = useState<{ name: string; standing: Standing } | null>(null);

    useEffect(() => {
        const stop = new AbortController();
        const timer = name ? setTimeout(() => {
            const form = formOf(name);
            const keep = (standing: Standing) => stop.signal.aborted || setKnown({ name, standing });
            void (form ? keep(form) : standingOf(name, stop.signal).then(keep));
        }, PAUSE_MS) : undefined;

        return () => { clearTimeout(timer); stop.abort(); };
    }, [name]);
    return known?.name === name ? known.standing : null;
}
