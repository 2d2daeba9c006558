import { useRef, type PointerEvent } from 'react';

const TAP_MS = 300, BACK_PART = 0.3;

interface Asked {
    rtl: boolean;
    onHold: () => void;
    onRelease: () => void;
    onStep: (by: 1 | -1) => void;
}

/** A long press stops the story, a short one leads on, or back near the edge where one began to read. */
export function usePress({ rtl, onHold, onRelease, onStep }: Asked) {
    const pressedAt = useRef<number | null>(null);
    const ended = () => {
        const short = pressedAt.current !== null && performance.now() - pressedAt.current < TAP_MS;
        pressedAt.current = null;
        onRelease();
        return short;
    };

    return {
        onPointerDown(event: PointerEvent<HTMLElement>) {
            pressedAt.current = performance.now();
            event.currentTarget.setPointerCapture(event.pointerId);
            onHold();
        },
        onPointerUp(event: PointerEvent<HTMLElement>) {
            const { left, width } = event.currentTarget.getBoundingClientRect(), from = (event.clientX - left) / width;
            if (ended())
                onStep((rtl ? 1 - from : from) < BACK_PART ? -1 : 1);
        },
        onPointerCancel: () => void ended(),
        onContextMenu: (event: React.MouseEvent) => event.preventDefault(),
    };
}
