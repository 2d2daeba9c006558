/* Search as one types: the address follows a moment after the last key, and the field follows the address when somebody goes back. */
import { useEffect, useRef, useState } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import { addressOf, askedOf, type Asked, type ExploreTab } from './address';

const WAIT_MS = 250;

export interface Asking extends Asked {
    typed: string;
    type: (typed: string) => void;
    /** At once: Enter was pressed. */
    ask: () => void;
    look: (tab: ExploreTab) => void;
}

export function useAsking(): Asking {
    const { q, tab } = askedOf(useSearch());
    const [typed, setTyped] = useState(q);
    const written = useRef(q);
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

    useEffect(() => {
        if (q === written.current)
            return;
        written.current = q;
        setTyped(q);
    }, [q]);
    useEffect(() => () => clearTimeout(timer.current), []);

    const write = (words: string, where: ExploreTab = tab) => {
        clearTimeout(timer.current);
        written.current = words.trim();
        navigate(addressOf({ q: words.trim(), tab: where }), { replace: true });
    };

    return {
        q, tab, typed,
        type(words) {
            setTyped(words);
            clearTimeout(timer.current);
            timer.current = setTimeout(write, words.trim() ? WAIT_MS : 0, words);
        },
        ask: () => write(typed),
        look: where => write(typed, where),
    };
}
