/* What a bio is made of: the server gives it as it was written, so links, names and tags are found here, and no more than is certain. */
import type { TextParts } from '../../posts/public';

const LINK = /https?:\/\/[^\s<>"]+/giu;
const MENTION = /(?<![\p{L}\p{N}_@./])@([A-Za-z0-9_]{3,50})(?![\p{L}\p{N}_@])/gu;
const TAG = /(?<![\p{L}\p{N}_#&/.])#([\p{L}\p{N}\p{M}_]*\p{L}[\p{L}\p{N}\p{M}_]*)/gu;

interface Span { start: number; end: number }

/* Stops and closing brackets at the end of an address are the sentence's. */
function addressOf(found: string): string {
    const trimmed = found.replace(/[.,;:!?'"\u060c\u061b\u061f\u2019\u201d]+$/u, '');
    const opens = (trimmed.match(/\(/g) ?? []).length, closes = (trimmed.match(/\)/g) ?? []).length;

    return trimmed.endsWith(')') && closes > opens ? addressOf(trimmed.slice(0, -1)) : trimmed;
}

/** Offsets in code points, as the server gives them for posts. */
export function partsOf(bio: string): TextParts {
    const points = (units: number) => [...bio.slice(0, units)].length;
    const span = (start: number, text: string): Span => ({ start: points(start), end: points(start + text.length) });
    const links = [...bio.matchAll(LINK)].map(({ 0: found, index }) => ({ url: addressOf(found), ...span(index, addressOf(found)) }));
    const isFree = ({ start, end }: Span) => !links.some(link => start < link.end && link.start < end);

    const mentions = [...bio.matchAll(MENTION)].map(({ 0: found, 1: username, index }) => ({ username: username!, ...span(index, found) }));
    const tags = [...bio.matchAll(TAG)].map(({ 0: found, 1: text, index }) => ({ text: text!, ...span(index, found) }));

    return { links, mentions: mentions.filter(isFree), tags: tags.filter(isFree) };
}
