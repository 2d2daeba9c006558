/* Drafts on the server: what was begun here is found on other devices too. */
import { readyIds, uploads } from '../../../data/media/uploads';
import { rest } from '../../../data/rest';
import { deleted } from '../../posts/public';
import { bodyOf, isBlank, type ServerDraft } from '../model/composed';
import { changeSlot, clearSlot, composedIn, forgetDraft, type Slot } from './slots';

/** When the composer is closed. Without a network it stays in the browser alone, until the next time. */
export async function keepOnServer(slot: Slot): Promise<void> {
    const composed = composedIn(slot), { draftId } = composed;

    if (isBlank(composed)) {
        clearSlot(slot);
        if (draftId)
            await rest.delete(`/drafts/${draftId}`);
        return;
    }
    const body = { ...bodyOf(composed, readyIds(composed.media)), publish_at: undefined };
    const known = draftId ? await rest.patch(`/drafts/${draftId}`, body) : null;
    if (known && (known.ok || known.problem.status !== 404))
        return;
    const made = await rest.post<ServerDraft>('/drafts', body, { key: true });
    /* It may have been sent meanwhile. */
    if (made.ok && !isBlank(composedIn(slot)))
        changeSlot(slot, { draftId: made.data.id });
    else if (made.ok)
        await rest.delete(`/drafts/${made.data.id}`);
}

/** Throws where the server refuses. */
export async function deleteDraft(id: string): Promise<void> {
    await deleted(`/drafts/${id}`);
    forgetDraft(id);
}

/** To be published later: what is a draft already gets its hour, anything else becomes one. Throws where a file could not be sent. */
export async function schedule(slot: Slot) {
    const composed = composedIn(slot), { draftId, media } = composed, ids = media.length ? await uploads().settled(media) : [];
    const answer = await (draftId ? rest.patch(`/drafts/${draftId}`, bodyOf(composed, ids)) : rest.post('/posts', bodyOf(composed, ids), { key: true }));

    if (answer.ok && media.length)
        uploads().release(media);
    return answer;
}
