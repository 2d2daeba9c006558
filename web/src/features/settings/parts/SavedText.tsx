import { useState } from 'react';
import { fieldText, problemOf, type Problem } from '../../../data/problems';
import type { Answer } from '../../../data/rest';
import { useWords } from '../../../data/text';
import { TextArea, TextField } from '../../../design';
import { useSave } from './saved';

interface Props {
    label: string;
    hint?: string;
    value: string;
    /** The field's name in the API, under which it is refused. */
    field: string;
    maxLength: number;
    /** More than one line. */
    lines?: boolean;
    onSave: (value: string) => Promise<Answer<unknown>>;
}

/** Saved when one leaves it; in one line Enter does so too. */
export function SavedText({ label, hint, value, field, maxLength, lines, onSave }: Props) {
    const [typed, setTyped] = useState(value);
    const [kept, setKept] = useState(value);
    const [problem, setProblem] = useState<Problem | null>(null);
    const save = useSave();
    const words = useWords();
    const leave = async () => {
        const wanted = typed.trim();

        if (wanted === kept)
            return;
        const answer = await save(onSave(wanted));
        setProblem(answer.ok ? null : problemOf(answer.problem));
        if (answer.ok)
            setKept(wanted);
    };
    const own = { label, hint, value: typed, onChange: setTyped, maxLength, error: fieldText(words, problem, field), onBlur: () => void leave() };

    if (lines)
        return <TextArea {...own} rows={4} />;
    return <TextField {...own} onKeyDown={event => event.key === 'Enter' && !event.nativeEvent.isComposing && void leave()} />;
}
