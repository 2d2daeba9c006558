import { useState, type ReactNode } from 'react';
import { useText } from '../data/text';
import { Button } from './Button';
import { Dialog } from './Dialog';
import s from './Confirm.module.css';

interface Props {
    /** "Delete this post?" */
    title: string;
    /** What will be lost. */
    words: ReactNode;
    /** What the button does: "Delete post". */
    action: string;
    isOpen: boolean;
    onClose: () => void;
    /** The dialog closes when it is done. */
    onConfirm: () => void | Promise<void>;
}

/** Asks before something is lost for good; where it can be undone, a toast with Undo is better. */
export function Confirm({ title, words, action, isOpen, onClose, onConfirm }: Props) {
    const [busy, setBusy] = useState(false);
    const t = useText();
    const confirm = async () => {
        setBusy(true);
        await Promise.resolve(onConfirm()).finally(() => setBusy(false));
        onClose();
    };

    return (
        <Dialog title={title} isOpen={isOpen} onClose={onClose} size="small" alert
            footer={<><Button onPress={onClose}>{t('design.cancel')}</Button><Button kind="danger" busy={busy} onPress={() => void confirm()}>{action}</Button></>}>
            <p className={s.words}>{words}</p>
        </Dialog>
    );
}
