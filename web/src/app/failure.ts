import { useProblemText } from '../data/problems';
import { toast } from '../design';

/** What was shown before it was sent is taken back by the cache; this says why. */
export function useFailure(): (error: unknown) => void {
    const problemText = useProblemText();

    return error => void toast(problemText(error), { failed: true });
}
