/* Each thing saves by itself, and says so quietly. */
import { create } from 'zustand';
import { useProblemText, type Problem } from '../../../data/problems';
import type { Answer } from '../../../data/rest';
import { toast } from '../../../design';

const STAYS_MS = 4_000;

/* `at`: the page it is said on; another one has saved nothing yet. */
export const useSaved = create<{ count: number; at: string | null }>(() => ({ count: 0, at: null }));

let timer: ReturnType<typeof setTimeout> | undefined;

export function saySaved() {
    clearTimeout(timer);
    timer = setTimeout(() => useSaved.setState({ at: null }), STAYS_MS);
    useSaved.setState(({ count }) => ({ count: count + 1, at: location.pathname }));
}

/** Of a dialog that asked for a proof: what it was refused for; null: it is done. */
export function settled<T>(answer: Answer<T>, then: (data: T) => void): Problem | null {
    if (!answer.ok)
        return answer.problem;
    saySaved();
    then(answer.data);
    return null;
}

/** const save = useSave(); await save(rest.patch('/users/me', { locked })): says that it is saved, or why not. */
export function useSave() {
    const problemText = useProblemText();

    return async <T>(asked: Promise<Answer<T>>): Promise<Answer<T>> => {
        const answer = await asked;

        if (answer.ok)
            saySaved();
        else
            toast(problemText(answer.problem), { failed: true });
        return answer;
    };
}
