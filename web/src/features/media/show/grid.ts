/* How pictures stand beside each other, known before any of them has loaded: nothing moves when they come. */
import { isVisual, type Medium } from '../../../data/media/medium';

/** So many stand in the grid; the last one says how many more there are. */
export const CELLS_MOST = 4;

/* One picture keeps its shape within these; what is beyond is cropped to its focus. A film is not cropped: phones take 9 to 16. */
const TALLEST = 3 / 4, TALLEST_FILM = 9 / 16, WIDEST = 2.4, UNKNOWN = 16 / 9;

/** In px: a picture is not shown larger than it is, unless it is smaller than this. */
const SMALLEST = 96;

type Shape = Pick<Medium, 'width' | 'height'> & Partial<Pick<Medium, 'kind'>>;

export function ratioOf({ width, height, kind }: Shape): number {
    return width && height ? Math.min(WIDEST, Math.max(kind === 'video' ? TALLEST_FILM : TALLEST, width / height)) : UNKNOWN;
}

/** In px, for one picture alone; several fill their grid. */
export function mostOf(shapes: readonly Shape[]): number | undefined {
    const [{ width } = { width: null }] = shapes;

    return shapes.length === 1 && width ? Math.max(SMALLEST, width) : undefined;
}

/** Width to height of all of the grid. */
export function gridRatio(shapes: readonly Shape[]): number {
    const [first] = shapes;

    return shapes.length === 1 && first ? ratioOf(first) : shapes.length === 2 ? 16 / 9 : 3 / 2;
}

export interface Sorted<Of> {
    /** Those that are looked at, as a grid. */
    visual: readonly Of[];
    /** Those that are heard or kept, one below the other. */
    others: readonly Of[];
}

export function sortedOut<Of extends Pick<Medium, 'kind'>>(media: readonly Of[]): Sorted<Of> {
    return { visual: media.filter(isVisual), others: media.filter(one => !isVisual(one)) };
}

export interface Cells<Of> { cells: readonly Of[]; more: number }

export function cellsOf<Of>(visual: readonly Of[]): Cells<Of> {
    return { cells: visual.slice(0, CELLS_MOST), more: Math.max(0, visual.length - CELLS_MOST) };
}

/** How wide each is shown, for `sizes`: the column is at most 640 px wide. */
export const widthOf = (count: number): string => count === 1 ? '(max-width: 699px) 100vw, 580px' : '(max-width: 699px) 50vw, 290px';
