import { useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { hasFailed } from '../../data/media/uploads';
import { outbox } from '../../data/outbox';
import { problemOf, useProblemText, type Problem } from '../../data/problems';
import { rest } from '../../data/rest';
import { useFormat } from '../../data/format';
import { useText } from '../../data/text';
import { useSignedIn } from '../../data/viewer';
import { toast } from '../../design';
import { inputOf, isReady, wrongOf, type Wrong } from './model/composed';
import { draftsChanged } from './open';
import { clearSlot, composedIn, type Slot } from './store/slots';
import { schedule } from './store/server';

/**
 * Sends what stands in a slot. What goes at once is the outbox's from there on, so the composer closes; what is published later has to be
 * taken by the server first.
 */
export function useSend(slot: Slot, onSent: () => void) {
    const t = useText();
    const format = useFormat();
    const problemText = useProblemText();
    const { username } = useSignedIn();
    const [wrong, setWrong] = useState<Wrong | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [isBusy, setBusy] = useState(false);

    const tellSent = (id: string) => toast(t('compose.published'), { action: { label: t('compose.view'), run: () => navigate(`/@${username}/${id}`) } });
    const tellFailed = (why: Problem) => why.code !== 'discarded' && location.pathname !== '/'
        && toast(problemText(why), { failed: true, action: { label: t('compose.view'), run: () => navigate('/') } });

    const sendNow = () => {
        const composed = composedIn(slot), { draftId, media } = composed;
        const { sent } = outbox().send({ kind: 'post', input: inputOf(composed), ...media.length > 0 && { media, draftId } });

        clearSlot(slot);
        onSent();
        void sent.then(answer => {
            if (!answer.ok)
                return void tellFailed(answer.problem);
            tellSent(answer.id);
            if (draftId && media.length)
                draftsChanged();
            else if (draftId)
                void rest.delete(`/drafts/${draftId}`).then(draftsChanged);
        });
    };
    const sendLater = async (at: string) => {
        setBusy(true);
        const answer = await schedule(slot).catch((error: unknown) => ({ ok: false as const, problem: problemOf(error) }));
        setBusy(false);
        if (!answer.ok)
            return setProblem(answer.problem);
        clearSlot(slot);
        onSent();
        draftsChanged();
        toast(t('compose.scheduled_for', { time: format.time(new Date(at), 'full') }), {
            action: { label: t('compose.view'), run: () => navigate('/drafts') },
        });
    };

    return {
        wrong, problem, isBusy,
        send() {
            const composed = composedIn(slot), found = wrongOf(composed) ?? (hasFailed(composed.media) ? 'media' : null);

            setWrong(found);
            setProblem(null);
            if (found || isBusy || !isReady(composed))
                return;
            if (composed.publishAt)
                void sendLater(composed.publishAt);
            else
                sendNow();
        },
    };
}
