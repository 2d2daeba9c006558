import { useState } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from '../../../design';
import { useText } from '../../../data/text';
import { Finder } from './Finder';
import { best, type Item } from './items';
import { useItems } from './useItems';

/** To anything by its name. */
export function Switcher({ onClose }: { onClose: () => void }) {
    const t = useText(), [, navigate] = useLocation(), [typed, setTyped] = useState(''), items = best(useItems(typed), typed);
    const go = (item: Item) => {
        onClose();
        if (typeof item.go === 'string')
            navigate(item.go);
        else
            item.go();
    };

    return (
        <Dialog title={t('chat.switch')} isOpen onClose={onClose}>
            <Finder label={t('chat.switch_to')} placeholder={t('chat.switch_hint')} {...{ typed, setTyped, items }} onChoose={go} />
        </Dialog>
    );
}
