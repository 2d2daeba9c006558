import { useEffect, useState } from 'react';
import { rest } from '../../../data/rest';
import type { Person } from '../model/types';
import { personOf } from '../store/people';

interface Found { results: { user_id: string; username: string; display_name: string | null; avatar_url: string | null }[] }

const WAIT_MS = 200;

/** People as one types their names. */
export function useFoundPeople(typed: string): readonly Person[] {
    const [found, setFound] = useState<readonly Person[]>([]), q = typed.trim();

    useEffect(() => {
        const stop = new AbortController(), timer = setTimeout(async () => {
            const answer = q ? await rest.get<Found>('/users/search', { query: { q, limit: 8 }, signal: stop.signal }) : null;
            if (!answer || answer.ok)
                setFound(answer?.data.results.map(personOf) ?? []);
        }, q ? WAIT_MS : 0);
        return () => { clearTimeout(timer); stop.abort(); };
    }, [q]);
    return found;
}
