/*
 * A text as what it is made of. The server finds mentions, tags and links once and says where they stand, in code points; they are in
 * order and do not overlap. What does not fit the text (a client that is older than an edit, say) stays plain text.
 */
interface Span { start: number; end: number }
export interface TextParts {
    mentions: readonly (Span & { username: string })[];
    tags: readonly (Span & { text: string })[];
    links: readonly (Span & { url: string })[];
}

export type Piece =
    | { kind: 'text'; text: string }
    | { kind: 'mention' | 'tag' | 'link'; text: string; to: string };

type Found = Span & { kind: 'mention' | 'tag' | 'link'; to: string };

const HTTP = /^https?:\/\//i;
const NO_SPAN: TextParts = { mentions: [], tags: [], links: [] };

/** Offsets count code points; strings count UTF-16 units. They only differ where there are pairs of surrogates. */
function unitsOf(content: string): (point: number) => number {
    if (!/[\ud800-\udbff]/.test(content))
        return point => point;
    const starts: number[] = [];
    let at = 0;

    for (const character of content) {
        starts.push(at);
        at += character.length;
    }
    return point => starts[point] ?? content.length;
}

function found({ mentions, tags, links }: TextParts): Found[] {
    return [
        ...mentions.map(({ start, end, username }): Found => ({ kind: 'mention', start, end, to: `/@${username}` })),
        ...tags.map(({ start, end, text }): Found => ({ kind: 'tag', start, end, to: `/tag/${encodeURIComponent(text)}` })),
        ...links.filter(({ url }) => HTTP.test(url)).map(({ start, end, url }): Found => ({ kind: 'link', start, end, to: url })),
    ].sort((one, other) => one.start - other.start);
}

export function piecesOf(content: string, parts: TextParts = NO_SPAN): Piece[] {
    const units = unitsOf(content), pieces: Piece[] = [];
    let at = 0;

    for (const { kind, to, start, end } of found(parts)) {
        const from = units(start), until = units(end);
        if (from < at || until <= from || until > content.length)
            continue;
        if (from > at)
            pieces.push({ kind: 'text', text: content.slice(at, from) });
        pieces.push({ kind, to, text: content.slice(from, until) });
        at = until;
    }
    if (at < content.length)
        pieces.push({ kind: 'text', text: content.slice(at) });
    return pieces;
}

/** An address as people read it: without scheme and "www.", shortened at its end. The whole one is what the link leads to. */
export function shownAddress(url: string, most = 42): string {
    const shown = url.replace(HTTP, '').replace(/^www\./i, '').replace(/\/$/, '');
    const characters = [...shown];

    return characters.length > most ? `${characters.slice(0, most - 1).join('')}\u2026` : shown;
}

/** A text whose links are no links: with their addresses as people read them. */
export const withShownAddresses = (text: string): string => text.replace(/https?:\/\/[^\s<>"]+/gi, url => shownAddress(url));

/* One of these takes a line of its own on a phone: ligatures of whole sentences, and cuneiform. */
const WIDE = /[\ufdfa\ufdfb\ufdfd\u{12000}-\u{1254f}]/u;

/** Whether a text can be longer than so many lines: what cannot be is never measured. */
export function mayExceed(content: string, lines: number): boolean {
    return content.length > lines * 24 || WIDE.test(content) || content.split('\n').length > lines;
}
