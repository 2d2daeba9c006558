/* The words of the whole page, which change when another language is chosen. */
import { useEffect, useState, type ReactNode } from 'react';
import { useChoices } from './store';
import { loadWords, WordsProvider, type Words } from './text';

export function LiveWords({ first, children }: { first: Words; children: ReactNode }) {
    const chosen = useChoices(state => state.language) ?? first.language;
    const [words, setWords] = useState(first);

    useEffect(() => {
        let wanted = true;

        void loadWords(chosen).then(loaded => wanted && setWords(loaded));
        return () => { wanted = false; };
    }, [chosen]);
    useEffect(() => {
        document.documentElement.lang = words.language;
        document.documentElement.dir = words.direction;
    }, [words]);
    return <WordsProvider words={words}>{children}</WordsProvider>;
}
