/* A post as REST wants it, from what GraphQL would take. */
import type { CreatePostInput } from '../generated/types';

export function postBodyOf({ content, contentWarning, sensitive, language, visibility, mediaIds, boostOf, poll }: CreatePostInput): Record<string, unknown> {
    return {
        content: content ?? '', content_warning: contentWarning ?? null, sensitive: sensitive ?? false, language: language ?? null,
        visibility: visibility?.toLowerCase() ?? 'public', media_ids: mediaIds ?? null, boost_of: boostOf ?? null,
        poll: poll ? { options: poll.options, multiple: poll.multiple, expires_in: poll.expiresIn, results: poll.results?.toLowerCase() } : null,
    };
}
