import { useState, type KeyboardEvent, type RefObject } from 'react';
import { wordAt, type Word } from '../model/word';
import { peopleNamed, useSuggestions, type PeopleFinder, type Suggestion } from './suggestions';

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Completes the word at the caret: arrows choose, Enter or Tab takes, Escape leaves it as it is. `people`: who is offered; always the same one. */
export function useCompletion(box: RefObject<HTMLTextAreaElement | null>, onChange: (text: string) => void, people: PeopleFinder = peopleNamed) {
    const [word, setWord] = useState<Word | null>(null);
    const [at, setAt] = useState(0);
    const items = useSuggestions(word, people);
    const isOpen = word !== null && items.length > 0, chosen = Math.min(at, items.length - 1);

    const here = () => {
        const { value, selectionStart, selectionEnd } = box.current!;
        return selectionStart === selectionEnd ? wordAt(value, selectionStart) : null;
    };
    const take = (item: Suggestion) => {
        box.current!.setRangeText(item.insert, word!.from, word!.to, 'end');
        onChange(box.current!.value);
        setWord(null);
    };

    return {
        items, isOpen, take, at: chosen,
        close: () => setWord(null),
        typed() {
            setWord(here());
            setAt(0);
        },
        /** The caret went elsewhere. */
        moved: () => word && here()?.from !== word.from && setWord(null),
        /** Whether the key was meant for the list. */
        pressed(event: KeyboardEvent): boolean {
            const step = STEPS[event.key], plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;

            if (!isOpen || !plain || event.nativeEvent.isComposing)
                return false;
            if (step)
                setAt((chosen + step + items.length) % items.length);
            else if (event.key === 'Enter' || event.key === 'Tab')
                take(items[chosen]!);
            else if (event.key === 'Escape')
                setWord(null);
            else
                return false;
            event.preventDefault();
            event.stopPropagation();
            return true;
        },
    };
}
