import { useMemo } from 'react';
import { symbolOf } from './symbol';

const MARGIN = 4;

/** A QR code, dark on white in every theme: many readers know nothing else. */
export function Qr({ text, label, className }: { text: string; label: string; className?: string }) {
    const squares = useMemo(() => symbolOf(text), [text]);

    if (!squares)
        return null;
    const side = squares.length + 2 * MARGIN;
    const path = squares.flatMap((row, y) => row.map((dark, x) => dark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : '')).join('');

    return (
        <svg role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges" className={className}>
            <rect width={side} height={side} fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    );
}
