import { useCallback, useEffect, useState } from 'react';
import { rest } from '../../../data/rest';
import type { Problem } from '../../../data/problems';
import { useWriting } from '../open';
import type { ServerDraft } from '../model/composed';

interface Lists {
    drafts: readonly ServerDraft[];
    scheduled: readonly ServerDraft[];
}

/** Both lists of the server's drafts: those without an hour, and those that have one. */
export function useDrafts() {
    const [lists, setLists] = useState<Lists | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [hidden, setHidden] = useState<readonly string[]>([]);
    const changes = useWriting(state => state.changes);

    const load = useCallback(async () => {
        setProblem(null);
        const read = (due: boolean) => rest.get<ServerDraft[]>('/drafts', { query: { scheduled: due, limit: 100 } });
        const [drafts, scheduled] = await Promise.all([read(false), read(true)]);
        if (drafts.ok && scheduled.ok)
            setLists({ drafts: drafts.data, scheduled: scheduled.data });
        else
            setProblem(!drafts.ok ? drafts.problem : !scheduled.ok ? scheduled.problem : null);
    }, []);

    useEffect(() => void load(), [load, changes]);
    const left = (all: readonly ServerDraft[]) => all.filter(({ id }) => !hidden.includes(id));
    return {
        problem, load,
        lists: lists && { drafts: left(lists.drafts), scheduled: left(lists.scheduled) },
        hide: (id: string, away: boolean) => setHidden(all => [...all.filter(one => one !== id), ...away ? [id] : []]),
    };
}
