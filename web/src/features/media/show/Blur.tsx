import { useEffect, useRef } from 'react';
import { decoded } from './blurhash';
import s from './Show.module.css';

const SIDE = 32;

/** In the place of a picture until it has loaded. */
export function Blur({ hash, ratio }: { hash: string; ratio: number }) {
    const canvas = useRef<HTMLCanvasElement>(null);
    const width = ratio >= 1 ? SIDE : Math.max(1, Math.round(SIDE * ratio)), height = ratio >= 1 ? Math.max(1, Math.round(SIDE / ratio)) : SIDE;

    useEffect(() => {
        const pixels = decoded(hash, width, height), context = pixels && canvas.current?.getContext('2d');
        if (context && pixels)
            context.putImageData(new ImageData(pixels, width, height), 0, 0);
    }, [hash, width, height]);
    return <canvas ref={canvas} width={width} height={height} className={s.blur} aria-hidden="true" />;
}
