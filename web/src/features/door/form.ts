/* A form that sends one call at a time, and keeps what it was refused for. */
import { useState, type FormEvent } from 'react';
import { fieldText, problemText, type Problem } from '../../data/problems';
import type { Answer } from '../../data/rest';
import { useWords } from '../../data/text';

export interface Sending {
    busy: boolean;
    problem: Problem | null;
    /** Of the whole form: what no field says. */
    words: string | undefined;
    fieldWords(name: string): string | undefined;
    refuse(problem: Problem | null): void;
    /** The answer's data if it was granted. */
    send<T>(call: () => Promise<Answer<T>>): Promise<Answer<T>>;
}

/** `fields`: those that show their own mistakes. */
export function useSending(fields: readonly string[] = []): Sending {
    const [busy, setBusy] = useState(false);
    const [problem, refuse] = useState<Problem | null>(null);
    const to = useWords();
    const fieldWords = (name: string) => fieldText(to, problem, name);

    return {
        busy, problem, refuse, fieldWords,
        words: problem && !fields.some(fieldWords) ? problemText(to, problem) : undefined,
        async send(call) {
            setBusy(true);
            const answer = await call();
            setBusy(false);
            refuse(answer.ok ? null : answer.problem);
            return answer;
        },
    };
}

/** onSubmit={submitted(join)} */
export const submitted = (run: () => unknown) => (event: FormEvent) => {
    event.preventDefault();
    void run();
};
