import { useRef, useState, type PointerEvent, type RefObject, type WheelEvent } from 'react';
import { distance, panned, STEP, swiped, WHOLE, zoomed, type Point, type Sight, type Swipe } from './zoom';

interface Asked {
    stage: RefObject<HTMLElement | null>;
    picture: RefObject<HTMLElement | null>;
    rtl: boolean;
    onSwipe: (swipe: Swipe) => void;
}

interface Touch extends Point { from: Point; nearest: boolean }

const NOWHERE: Point = { x: 0, y: 0 };

/** Wheel, pinch, double press and drag. */
export function useSight({ stage, picture, rtl, onSwipe }: Asked) {
    const [sight, setSight] = useState<Sight>(WHOLE);
    const touches = useRef(new Map<number, Touch>());
    const [dragged, setDragged] = useState<Point>(NOWHERE);

    const sizes = () => {
        const window = stage.current!.getBoundingClientRect(), { offsetWidth, offsetHeight } = picture.current!;
        return { window, shown: { width: offsetWidth, height: offsetHeight } };
    };
    const fromMiddle = (point: Point): Point => {
        const { left, top, width, height } = stage.current!.getBoundingClientRect();
        return { x: point.x - left - width / 2, y: point.y - top - height / 2 };
    };
    const zoom = (by: number, at: Point = NOWHERE) => picture.current && setSight(before => {
        const { window, shown } = sizes();
        return zoomed(before, by, at, shown, window);
    });
    const move = (id: number, to: Point) => {
        const before = touches.current.get(id)!, others = [...touches.current].filter(([other]) => other !== id);
        const now = { ...before, ...to };
        touches.current.set(id, now);
        if (others.length) {
            const other = others[0]![1], grown = distance(now, other) / Math.max(1, distance(before, other));
            return void zoom(grown, fromMiddle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }));
        }
        if (sight.scale > 1 && picture.current) {
            const { window, shown } = sizes();
            setSight(stood => panned(stood, { x: to.x - before.x, y: to.y - before.y }, shown, window));
        } else if (before.nearest)
            setDragged({ x: to.x - before.from.x, y: to.y - before.from.y });
    };
    const end = (event: PointerEvent, meant: boolean) => {
        const touch = touches.current.get(event.pointerId);
        touches.current.delete(event.pointerId);
        setDragged(NOWHERE);
        if (meant && touch?.nearest && sight.scale === 1 && touches.current.size === 0)
            onSwipe(swiped({ x: touch.x - touch.from.x, y: touch.y - touch.from.y }, rtl));
    };

    return {
        sight, dragged, zoom,
        whole: () => setSight(WHOLE),
        handlers: {
            onWheel: (event: WheelEvent) => void zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, fromMiddle({ x: event.clientX, y: event.clientY })),
            onDoubleClick: (event: React.MouseEvent) =>
                void (sight.scale > 1 ? setSight(WHOLE) : zoom(STEP * STEP, fromMiddle({ x: event.clientX, y: event.clientY }))),
            onPointerDown: (event: PointerEvent) => {
                const at = { x: event.clientX, y: event.clientY };
                touches.current.set(event.pointerId, { ...at, from: at, nearest: touches.current.size === 0 });
                event.currentTarget.setPointerCapture(event.pointerId);
            },
            onPointerMove: (event: PointerEvent) => touches.current.has(event.pointerId) && move(event.pointerId, { x: event.clientX, y: event.clientY }),
            onPointerUp: (event: PointerEvent) => end(event, true),
            onPointerCancel: (event: PointerEvent) => end(event, false),
        },
    };
}
