/* The word at the caret that can be completed: a mention, a tag, or the name of an emoji. */
export interface Word {
    sign: '@' | '#' | ':';
    /** What follows the sign. */
    typed: string;
    /** Where the sign stands, and where the word ends: the caret. */
    from: number;
    to: number;
}

/* What stands before decides as it does on the server: an address in a mail is no mention, the end of a link is no tag. */
const BEGUN = /(?:^|[^\p{L}\p{N}_@#&/.:])([@#:])([\p{L}\p{M}\p{N}_+-]*)$/u;
const LEAST = { '@': 1, '#': 1, ':': 2 } as const;
const LOOKED_AT = 120;

export function wordAt(text: string, caret: number): Word | null {
    const found = BEGUN.exec(text.slice(Math.max(0, caret - LOOKED_AT), caret));
    const sign = found?.[1] as Word['sign'] | undefined, typed = found?.[2] ?? '';

    if (!sign || typed.length < LEAST[sign])
        return null;
    return { sign, typed, from: caret - typed.length - 1, to: caret };
}
