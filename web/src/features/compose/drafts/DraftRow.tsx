import { useFailure } from '../../../app/failure';
import { useFormat } from '../../../data/format';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { Button, Time, toast } from '../../../design';
import { beginningOf, departures } from '../../posts/public';
import { ofDraft, type ServerDraft } from '../model/composed';
import { openComposer } from '../open';
import { deleteDraft } from '../store/server';
import { clearSlot, slotOfDraft } from '../store/slots';
import s from './Drafts.module.css';

interface Props {
    draft: ServerDraft;
    /** The list is not as it was. */
    onChanged: () => void;
    /** It is about to be deleted, or is not after all. */
    onHide: (id: string, hidden: boolean) => void;
}

/** What a draft begins with; a poll's is its first options. */
function wordsOf(draft: ServerDraft): string {
    const { content, warning, poll } = ofDraft(draft);

    return beginningOf(content || warning || poll?.options.join(' · ') || '', 160);
}

export function DraftRow({ draft, onChanged, onHide }: Props) {
    const t = useText();
    const format = useFormat();
    const failed = useFailure();
    const said = wordsOf(draft);
    const remove = () => {
        onHide(draft.id, true);
        departures.begin(draft.id, () => deleteDraft(draft.id).then(onChanged, (error: unknown) => {
            onHide(draft.id, false);
            failed(error);
        }));
        toast(t('compose.deleted'), { undo: () => departures.undo(draft.id) && onHide(draft.id, false) });
    };
    const unschedule = async () => {
        const answer = await rest.patch(`/drafts/${draft.id}`, { publish_at: null });

        clearSlot(slotOfDraft(draft.id));
        if (!answer.ok)
            failed(answer.problem);
        onChanged();
    };

    return (
        <li className={s.row}>
            <p className={s.words} dir="auto">{said || t('compose.no_words')}</p>
            {draft.media_ids && draft.media_ids.length > 0 && <p className={s.when}>{t('media.count', { count: draft.media_ids.length })}</p>}
            <p className={s.when}>{draft.publish_at ? t('compose.due', { time: format.time(draft.publish_at, 'full') }) : <Time at={draft.updated_at} />}</p>
            {draft.problem && <p className={s.why}>{t('compose.could_not')}</p>}
            <div className={s.deeds}>
                <Button size="small" onPress={() => openComposer({ draft })}>{t('compose.edit')}</Button>
                {draft.publish_at && <Button size="small" onPress={() => void unschedule()}>{t('compose.unschedule')}</Button>}
                <Button size="small" kind="plain" onPress={remove}>{t('compose.delete')}</Button>
            </div>
        </li>
    );
}
