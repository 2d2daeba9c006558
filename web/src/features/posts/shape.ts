/* What a post is to its card. */
import type { PostAuthorFragment, PostBodyFragment, PostCardFragment, PostQuotedFragment } from '../../generated/features/posts/PostCard';

export interface Shape {
    /** What the card shows and acts upon: of a plain boost its original. */
    shown: PostBodyFragment;
    /** Who boosted it. */
    booster: PostAuthorFragment | null;
    /** What it quotes; `gone` where the reader may not see that. */
    quoted: PostQuotedFragment | 'gone' | null;
}

export function shapeOf(post: PostCardFragment): Shape {
    const original = post.boostOf ?? null;

    if (original && !post.content && !post.poll && !post.media.length)
        return { shown: original, booster: post.author, quoted: quotedBy(original.boostOfId, original.boostOf) };
    return { shown: post, booster: null, quoted: quotedBy(post.boostOfId, original) };
}

function quotedBy(id: string | null | undefined, quoted: PostQuotedFragment | null | undefined): Shape['quoted'] {
    return id ? quoted ?? 'gone' : null;
}

/** Lists leave out what was put away: posts, what boosts them, and all of people who were muted or blocked. */
export function isThere(post: PostCardFragment, away: ReadonlySet<string>): boolean {
    return !(away.has(post.id) || away.has(post.author.id) || post.boostOf && (away.has(post.boostOf.id) || away.has(post.boostOf.author.id)
        && !post.content && !post.media.length));
}

export const pathOf = ({ id, author }: { id: string; author: { username: string } }): string => `/@${author.username}/${id}`;
export const canBoost = ({ visibility }: PostBodyFragment): boolean => visibility === 'PUBLIC' || visibility === 'UNLISTED';

/** The beginning of a text, for a label: whole characters, on one line. */
export function beginningOf(text: string, most = 80): string {
    const characters = [...text.replace(/\s+/g, ' ').trim()];

    return characters.length > most ? `${characters.slice(0, most).join('').trimEnd()}\u2026` : characters.join('');
}
