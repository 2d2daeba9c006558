import { useRef, type PointerEvent } from 'react';

const LONG_MS = 450;

/** A finger that rests: what hovering is to a mouse. */
export function useLongPress(pressed: () => void) {
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
    const stop = () => clearTimeout(timer.current);

    return {
        onPointerDown: (event: PointerEvent) => {
            stop();
            if (event.pointerType === 'touch')
                timer.current = setTimeout(pressed, LONG_MS);
        },
        onPointerMove: stop,
        onPointerUp: stop,
        onPointerCancel: stop,
    };
}
