import { lazy, Suspense } from 'react';
import type { Trigger } from './overlay/trigger';
import { Popover, type PopoverProps } from './Popover';

const EmojiGrid = lazy(() => import('./EmojiGrid'));

/* As large as it will be: it opens where it fits. */
const PLACE = <div style={{ inlineSize: 'min(304px, calc(100vw - 72px))', blockSize: 227 }} />;

interface Props extends Pick<PopoverProps, 'placement' | 'onOpen'> {
    label: string;
    trigger: Trigger;
    onChoose: (emoji: string) => void;
}

/** A button that opens a choice of emoji, which closes with it. */
export function EmojiPicker({ onChoose, ...rest }: Props) {
    return (
        <Popover {...rest}>
            {close => <Suspense fallback={PLACE}><EmojiGrid onChoose={emoji => { onChoose(emoji); close(); }} /></Suspense>}
        </Popover>
    );
}
