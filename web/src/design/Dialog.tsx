import { lazy, Suspense, type ReactNode } from 'react';

export interface DialogProps {
    title: string;
    isOpen: boolean;
    onClose: () => void;
    children: ReactNode;
    /** Beside the title: what is saved or sent from here. */
    actions?: ReactNode;
    /** At the bottom, in reach of the thumb: Cancel and what it is about. */
    footer?: ReactNode;
    size?: 'small' | 'normal' | 'wide';
    /** On phones it takes the window and is a page, with the title as its h1. */
    page?: boolean;
    /** Pressing beside it does not close it: something was written in it. */
    sticky?: boolean;
    /** alertdialog, for what is lost for good. */
    alert?: boolean;
}

export const loadDialog = () => import('./overlay/DialogPopup');
const DialogPopup = lazy(loadDialog);

/** What has to be answered first. It keeps the focus and gives it back. */
export function Dialog(props: DialogProps) {
    return props.isOpen && <Suspense><DialogPopup {...props} /></Suspense>;
}
