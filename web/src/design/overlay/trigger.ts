import { cloneElement, useRef, useState, type ReactElement, type RefObject } from 'react';

export interface TriggerProps {
    ref?: RefObject<HTMLButtonElement | null>;
    onPress?: () => void;
    onPointerEnter?: () => void;
    onFocus?: () => void;
    'aria-haspopup'?: 'menu' | 'dialog';
    'aria-expanded'?: boolean;
}

export type Trigger = ReactElement<TriggerProps>;

/** A button that opens something whose code comes when a pointer or the focus is near. */
export function useTrigger(trigger: Trigger, kind: 'menu' | 'dialog', load: () => void, onOpen?: (open: boolean) => void) {
    const ref = useRef<HTMLButtonElement>(null);
    const [isOpen, setIsOpen] = useState(false);
    const setOpen = (open: boolean) => {
        setIsOpen(open);
        onOpen?.(open);
    };
    const button = cloneElement(trigger, {
        ref, onPress: () => setOpen(true), onPointerEnter: load, onFocus: load, 'aria-haspopup': kind, 'aria-expanded': isOpen,
    });

    return { button, ref, isOpen, setOpen };
}
