/* How long a password would withstand guesses, in words: not a rule, the server has those. */
export type Strength = 'short' | 'weak' | 'fair' | 'strong';

const LEAST = 8;
const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u];
const RUNS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'yxcvbnm'];

/* A letter that follows from the one before it (aaa, abc, 321, qwe) makes nothing harder to guess. */
function follows(before: string, letter: string): boolean {
    return before === letter || RUNS.some(run => run.includes(before + letter) || run.includes(letter + before));
}

function surprises(password: string): number {
    const letters = [...password.toLowerCase()];

    return letters.filter((letter, n) => n === 0 || !follows(letters[n - 1]!, letter)).length;
}

const bits = (password: string) => surprises(password) * (3 + KINDS.filter(kind => kind.test(password)).length * 0.6);

/** `known`: what others know of the account, which is guessed first. */
export function strengthOf(password: string, known: readonly string[] = []): Strength {
    const guessed = known.map(word => word.toLowerCase()).filter(word => word.length >= 3 && password.toLowerCase().includes(word));
    const worth = bits(guessed.reduce((rest, word) => rest.replaceAll(word, ''), guessed.length ? password.toLowerCase() : password));

    if ([...password].length < LEAST)
        return 'short';
    return worth < 34 ? 'weak' : worth < 56 ? 'fair' : 'strong';
}
