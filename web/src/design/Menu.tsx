import { lazy, Suspense } from 'react';
import type { IconShape } from './Icon';
import { useTrigger, type Trigger } from './overlay/trigger';

export interface MenuItem {
    id: string;
    label: string;
    icon?: IconShape;
    /** Beneath the label, small. */
    hint?: string;
    /** Either what it does or where it leads. */
    onAction?: () => void;
    to?: string;
    danger?: boolean;
    disabled?: boolean;
    /** With this, a mark shows which one holds. */
    checked?: boolean;
}

/** 'line' parts groups. */
export type MenuEntry = MenuItem | 'line' | false | null | undefined;

export interface MenuProps {
    label: string;
    trigger: Trigger;
    /** A function is asked when the menu opens. */
    items: readonly MenuEntry[] | (() => readonly MenuEntry[]);
    /** Above the items: who or what they are about. */
    head?: React.ReactNode;
    placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'end top';
    /** Also as it closes: what it stands on may have to wait. */
    onOpen?: (open: boolean) => void;
}

const load = () => import('./overlay/MenuPopup');
const MenuPopup = lazy(load);

/** A button with a menu; a sheet from below on phones. */
export function Menu({ trigger, onOpen, ...rest }: MenuProps) {
    const { button, ref, isOpen, setOpen } = useTrigger(trigger, 'menu', load, onOpen);

    return (
        <>
            {button}
            {isOpen && <Suspense><MenuPopup {...rest} triggerRef={ref} onClose={() => setOpen(false)} /></Suspense>}
        </>
    );
}
