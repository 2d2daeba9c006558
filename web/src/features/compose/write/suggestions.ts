/* What a word can be completed to: people and tags by the server, emoji by their names. */
import { useEffect, useState } from 'react';
import { rest } from '../../../data/rest';
import { emojiNamed } from '../model/emoji';
import type { Word } from '../model/word';

export interface Suggestion {
    id: string;
    /** What stands in place of the word then. */
    insert: string;
    label: string;
    hint?: string;
    emoji?: string;
    person?: { id: string; name: string; url: string | null };
}

interface Person { user_id: string; username: string; display_name: string | null; avatar_url: string | null }

/** Who suits what was typed after an @. */
export type PeopleFinder = (typed: string, signal: AbortSignal) => Promise<readonly Suggestion[]>;

export const MOST = 6;
const WAIT_MS = 250;
const NONE: readonly Suggestion[] = [];

export function personSuggested({ user_id: id, username, display_name: shown, avatar_url: url }: Person): Suggestion {
    const name = shown?.trim() || username;

    return { id, insert: `@${username} `, label: name, hint: `@${username}`, person: { id, name, url } };
}

export async function peopleNamed(q: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
    const answer = await rest.get<{ results: Person[] }>('/users/search', { query: { q, limit: MOST }, signal });

    return answer.ok ? answer.data.results.map(personSuggested) : NONE;
}

async function tagsNamed(q: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
    const answer = await rest.get<{ name: string }[]>('/search', { query: { type: 'tags', q, limit: MOST }, signal });

    return answer.ok ? answer.data.map(({ name }) => ({ id: name, insert: `#${name} `, label: `#${name}` })) : NONE;
}

const emojiFor = (typed: string): readonly Suggestion[] =>
    emojiNamed(typed, MOST).map(({ name, emoji }) => ({ id: name, insert: emoji, label: name.replaceAll('_', ' '), emoji }));

/** What was found for less is narrowed until the answer for more is there. */
function narrowed(found: readonly Suggestion[], typed: string): readonly Suggestion[] {
    const wanted = typed.toLowerCase();

    return found.filter(({ insert, label }) => insert.toLowerCase().includes(wanted) || label.toLowerCase().includes(wanted));
}

export function useSuggestions(word: Word | null, people: PeopleFinder): readonly Suggestion[] {
    const [asked, setAsked] = useState({ for: '', found: NONE });
    const sign = word?.sign, typed = word?.typed ?? '';

    const known = asked.for && sign && (sign + typed).startsWith(asked.for) ? narrowed(asked.found, typed) : NONE;
    /* All who suit less are there, so those who suit more are among them. The writer is not, who may have been one of them. */
    const isAll = known.length > 0 && asked.found.length < MOST - 1;

    useEffect(() => {
        if (!typed || sign !== '@' && sign !== '#' || isAll)
            return undefined;
        const stop = new AbortController(), timer = setTimeout(async () => {
            const found = await (sign === '@' ? people : tagsNamed)(typed, stop.signal);
            if (!stop.signal.aborted)
                setAsked({ for: sign + typed, found });
        }, WAIT_MS);
        return () => { clearTimeout(timer); stop.abort(); };
    }, [sign, typed, people, isAll]);
    if (!sign)
        return NONE;
    if (sign === ':')
        return emojiFor(typed);
    if (asked.for === sign + typed)
        return asked.found;
    return known;
}
