/* Eight quiet hues that are told apart side by side. */
const HUES = [25, 65, 105, 150, 195, 240, 290, 340] as const;

/** Always the same for an id. */
export function hueOf(id: string): number {
    let sum = 0;

    for (const letter of id)
        sum = (sum * 31 + letter.codePointAt(0)!) >>> 0;
    return HUES[sum % HUES.length]!;
}

const LETTERS = /[\p{L}\p{N}]/u;

/** Of two words one letter each, of one word its first two. A name without letters has none. */
export function initialsOf(name: string): string {
    const words = name.split(/[\s_.-]+/u).map(word => [...word].filter(letter => LETTERS.test(letter))).filter(word => word.length);
    const [first, second] = words;
    const letters = first && second ? [first[0], second[0]] : first?.slice(0, 2);

    return letters?.join('').toLocaleUpperCase() ?? '';
}
