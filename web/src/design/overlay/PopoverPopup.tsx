import './policy';
import type { RefObject } from 'react';
import { Dialog, I18nProvider, Popover } from 'react-aria-components';
import { useWords } from '../../data/text';
import type { PopoverProps } from '../Popover';
import s from './Overlay.module.css';

interface Props extends Omit<PopoverProps, 'trigger'> {
    triggerRef: RefObject<HTMLButtonElement | null>;
    onClose: () => void;
}

export default function PopoverPopup({ label, children, placement = 'bottom end', triggerRef, onClose }: Props) {
    const { language } = useWords();

    return (
        <I18nProvider locale={language}>
            <Popover isOpen triggerRef={triggerRef} placement={placement} offset={4} onOpenChange={open => open || onClose()} className={s.popover}>
                <Dialog aria-label={label} className={s.small}>{children(onClose)}</Dialog>
            </Popover>
        </I18nProvider>
    );
}
