import { lazy, Suspense, type ReactNode } from 'react';
import { useTrigger, type Trigger } from './overlay/trigger';

export interface PopoverProps {
    label: string;
    trigger: Trigger;
    /** Gets the way to close it. */
    children: (close: () => void) => ReactNode;
    placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end';
    /** Also as it closes: what it stands on may have to wait. */
    onOpen?: (open: boolean) => void;
}

const load = () => import('./overlay/PopoverPopup');
const PopoverPopup = lazy(load);

/** A button that opens something small: choices of emoji, who reacted. It is a dialog named by its label. */
export function Popover({ trigger, onOpen, ...rest }: PopoverProps) {
    const { button, ref, isOpen, setOpen } = useTrigger(trigger, 'dialog', load, onOpen);

    return (
        <>
            {button}
            {isOpen && <Suspense><PopoverPopup {...rest} triggerRef={ref} onClose={() => setOpen(false)} /></Suspense>}
        </>
    );
}
