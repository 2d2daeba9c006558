import './policy';
import { Dialog, Heading, I18nProvider, Modal, ModalOverlay } from 'react-aria-components';
import { X } from 'lucide-react';
import { useText, useWords } from '../../data/text';
import { cx } from '../cx';
import type { DialogProps } from '../Dialog';
import { IconButton } from '../IconButton';
import s from './Dialog.module.css';

export default function DialogPopup({ title, onClose, children, actions, footer, size = 'normal', page, sticky, alert }: DialogProps) {
    const { language } = useWords();
    const t = useText();

    return (
        <I18nProvider locale={language}>
            <ModalOverlay isOpen isDismissable={!sticky} onOpenChange={open => open || onClose()} className={cx(s.scrim, page && s.page)}>
                <Modal className={cx(s.modal, s[size])}>
                    <Dialog role={alert ? 'alertdialog' : 'dialog'} className={s.dialog}>
                        <header className={s.header}>
                            <Heading slot="title" level={page ? 1 : 2} className={s.title}>{title}</Heading>
                            {actions}
                            <IconButton icon={X} label={t('design.close')} onPress={onClose} />
                        </header>
                        <div className={s.body}>{children}</div>
                        {footer && <footer className={s.footer}>{footer}</footer>}
                    </Dialog>
                </Modal>
            </ModalOverlay>
        </I18nProvider>
    );
}
