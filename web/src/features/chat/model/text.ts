/* What a message says, in parts: words, people, links. */
import type { Mention } from './types';

export type Part = { kind: 'words'; text: string } | { kind: 'person'; text: string; username: string } | { kind: 'link'; text: string };

const LINK = /\bhttps?:\/\/[^\s<>"']+/g;
/* What ends a sentence is no part of the address before it. */
const TAIL = '.,;:!?…)]}»”';

/* From the end, by hand: an expression looks at each run of such characters once for each of them. */
function withoutTail(address: string): string {
    let end = address.length;
    while (TAIL.includes(address[end - 1]!))
        end--;
    return address.slice(0, end);
}

function linked(text: string): Part[] {
    const parts: Part[] = [];
    let at = 0;
    for (const found of text.matchAll(LINK)) {
        const url = withoutTail(found[0]);
        if (found.index > at)
            parts.push({ kind: 'words', text: text.slice(at, found.index) });
        parts.push({ kind: 'link', text: url });
        at = found.index + url.length;
    }
    return at < text.length ? [...parts, { kind: 'words', text: text.slice(at) }] : parts;
}

/** The server counts characters, not the units of JavaScript's strings. */
export function partsOf(content: string, mentions: readonly Mention[]): Part[] {
    if (!mentions.length)
        return linked(content);
    const letters = [...content], parts: Part[] = [];
    let at = 0;
    for (const { start, end, username } of [...mentions].sort((one, other) => one.start - other.start)) {
        parts.push(...linked(letters.slice(at, start).join('')), { kind: 'person', text: letters.slice(start, end).join(''), username });
        at = end;
    }
    return [...parts, ...linked(letters.slice(at).join(''))];
}

const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F|\u200D\p{Extended_Pictographic})*\s*){1,3}$/u;

/** One to three emoji and nothing else are shown large. */
export const isEmojiOnly = (content: string): boolean => content.length < 40 && EMOJI_ONLY.test(content);
