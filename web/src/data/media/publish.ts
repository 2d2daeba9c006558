/* Posts to which something is attached. */
import type { CreatePostInput } from '../../generated/types';
import type { Entry } from '../outbox-storage';
import { rest } from '../rest';
import { uploads } from './uploads';

type PostEntry = Entry & { kind: 'post' };

/** Once all that is attached is there. What a draft of the server's refers to nothing else may: so the draft itself becomes the post. */
export async function publishMedia({ key, input, draftId, media = [] }: PostEntry, publish: (input: CreatePostInput) => Promise<string>): Promise<string> {
    const mediaIds = await uploads().settled(media), whole = { ...input, mediaIds };
    const published = draftId ? await publishDraft(draftId, key, whole) : null;
    const id = published ?? await publish(whole);

    uploads().release(media);
    return id;
}

/* Null: there is no such draft any more. */
async function publishDraft(draftId: string, key: string, input: CreatePostInput): Promise<string | null> {
    const changed = await rest.patch(`/drafts/${draftId}`, bodyOf(input));
    /* The draft is gone where an earlier try published it, and the key finds that post. */
    const answer = changed.ok || changed.problem.status === 404 ? await rest.post<{ id: string }>(`/drafts/${draftId}/publish`, undefined, { key }) : changed;

    if (answer.ok)
        return (answer.data as { id: string }).id;
    if (answer.problem.status === 404)
        return null;
    throw answer.problem;
}

/** As REST wants it. */
function bodyOf({ content, contentWarning, sensitive, language, visibility, mediaIds, boostOf, poll }: CreatePostInput): Record<string, unknown> {
    return {
        content: content ?? '', content_warning: contentWarning ?? null, sensitive: sensitive ?? false, language: language ?? null,
        visibility: visibility?.toLowerCase() ?? 'public', media_ids: mediaIds ?? null, boost_of: boostOf ?? null,
        poll: poll ? { options: poll.options, multiple: poll.multiple, expires_in: poll.expiresIn, results: poll.results?.toLowerCase() } : null,
    };
}
