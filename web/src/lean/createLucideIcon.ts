/* What lucide makes its icons with, for no more than the design's Icon asks of them. */
import { createElement, type SVGProps } from 'react';

interface IconData { size: number; node: [tag: string, attributes: Record<string, string>][] }
interface Props extends SVGProps<SVGSVGElement> { size?: number | string }

export default function createLucideIcon({ size: room, node }: IconData) {
    return ({ size = room, ...rest }: Props) => createElement('svg', {
        width: size, height: size, viewBox: `0 0 ${room} ${room}`, fill: 'none', stroke: 'currentColor', strokeWidth: 2, strokeLinecap: 'round',
        strokeLinejoin: 'round', ...rest,
    }, node.map(([tag, attributes]) => createElement(tag, attributes)));
}
