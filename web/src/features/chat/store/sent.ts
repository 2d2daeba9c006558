/* What was attached to messages that are on their way: the server's own word comes with their event. */
import type { Medium, RestMedium } from '../../../data/media/medium';

const known = new Map<string, RestMedium>();

export function rememberSent(media: readonly Medium[]): void {
    for (const { previewUrl, urlExpiresAt, sizes, ...medium } of media)
        known.set(medium.id, {
            ...medium, preview_url: previewUrl, url_expires_at: urlExpiresAt, sizes: sizes.map(still => ({ ...still, mime: '', size: 0 })),
        });
}

export const sentMedia = (ids: readonly string[]): readonly RestMedium[] => ids.flatMap(id => known.get(id) ?? []);

/* A while after: until then its rows may still stand. */
const LEFT_MS = 60_000;

export function forgetSent(ids: readonly string[]): void {
    setTimeout(() => ids.forEach(id => known.delete(id)), LEFT_MS);
}
