/* Which part of a picture is taken: the frame stands still, and the picture is moved and enlarged behind it. */

export interface Size { width: number; height: number }
/** The middle of what is taken, from 0 to 1 of the picture, and how near it is. */
export interface Cut { x: number; y: number; scale: number }

export const WHOLE_CUT: Cut = { x: 0.5, y: 0.5, scale: 1 };
export const NEAREST = 5;

/** The part of the picture that the frame shows, as lengths of the picture. At a scale of 1 it is as much as fits. */
export function shownSize({ width, height }: Size, ratio: number, scale: number): Size {
    const wide = Math.min(width, height * ratio) / scale;

    return { width: wide, height: wide / ratio };
}

/** The frame never shows what is beyond the picture. */
export function bounded({ x, y, scale }: Cut, picture: Size, ratio: number): Cut {
    const near = Math.max(1, Math.min(NEAREST, scale)), { width, height } = shownSize(picture, ratio, near);
    const within = (value: number, half: number) => Math.max(half, Math.min(1 - half, value));

    return { x: within(x, width / picture.width / 2), y: within(y, height / picture.height / 2), scale: near };
}

/** Moved by so much of the frame's own width. */
export function movedBy(cut: Cut, dx: number, dy: number, picture: Size, ratio: number): Cut {
    const { width } = shownSize(picture, ratio, cut.scale);

    return bounded({ ...cut, x: cut.x - dx * width / picture.width, y: cut.y - dy * width / picture.height }, picture, ratio);
}

export interface Part extends Size { left: number; top: number }

export function partOf(cut: Cut, picture: Size, ratio: number): Part {
    const { x, y, scale } = bounded(cut, picture, ratio), { width, height } = shownSize(picture, ratio, scale);

    return { left: x * picture.width - width / 2, top: y * picture.height - height / 2, width, height };
}

/** How large what is taken becomes: never larger than it was. */
export function outputSize({ width }: Size, ratio: number, most: number): Size {
    const wide = Math.max(1, Math.round(Math.min(most, width)));

    return { width: wide, height: Math.max(1, Math.round(wide / ratio)) };
}
