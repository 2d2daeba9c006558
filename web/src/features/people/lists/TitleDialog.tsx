import { useId, useState } from 'react';
import { fieldText, problemText } from '../../../data/problems';
import { useText, useWords } from '../../../data/text';
import { Button, Dialog, TextField } from '../../../design';
import { TITLE_MOST } from './lists';

interface Props {
    /** Of the dialog, and what its button says. */
    words: { title: string; action: string };
    first?: string;
    /** A refusal is thrown. */
    onDone: (title: string) => Promise<void>;
    onClose: () => void;
}

/** Asks what a list is called. */
export function TitleDialog({ words, first = '', onDone, onClose }: Props) {
    const [title, setTitle] = useState(first), [busy, setBusy] = useState(false), [error, setError] = useState<string>();
    const to = useWords();
    const t = useText();
    const form = useId();

    const done = async () => {
        if (!title.trim())
            return setError(t('people.titleNeeded'));
        setBusy(true);
        try {
            await onDone(title.trim());
            onClose();
        } catch (failure) {
            setError(fieldText(to, failure, 'title') ?? problemText(to, failure));
            setBusy(false);
        }
    };

    return (
        <Dialog title={words.title} isOpen onClose={onClose} size="small"
            footer={<>
                <Button onPress={onClose}>{t('people.cancel')}</Button>
                <Button kind="primary" type="submit" form={form} busy={busy}>{words.action}</Button>
            </>}>
            <form id={form} onSubmit={event => { event.preventDefault(); void done(); }}>
                <TextField label={t('people.listTitle')} value={title} error={error} maxLength={TITLE_MOST} autoFocus autoComplete="off"
                    onChange={typed => { setTitle(typed); setError(undefined); }} />
            </form>
        </Dialog>
    );
}
