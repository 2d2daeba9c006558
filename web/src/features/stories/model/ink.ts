/* Grounds of text stories, and what can be read on them. */

export const GROUNDS = ['#1c5c4a', '#20477a', '#5b3a86', '#8f2d56', '#9c3d1f', '#6b5a12', '#2f3437', '#f1e9da'] as const;
export const PLAIN = GROUNDS[0];

function part(hex: string): number {
    const value = parseInt(hex, 16) / 255;

    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

export function brightness(colour: string): number {
    return 0.2126 * part(colour.slice(1, 3)) + 0.7152 * part(colour.slice(3, 5)) + 0.0722 * part(colour.slice(5, 7));
}

/** Black or white, whichever differs more. */
export function inkOn(colour: string): '#ffffff' | '#000000' {
    const bright = brightness(colour);

    return (1.05) / (bright + 0.05) >= (bright + 0.05) / 0.05 ? '#ffffff' : '#000000';
}

export const groundOf = (background: string | null): string => /^#[0-9a-f]{6}$/.test(background ?? '') ? background! : PLAIN;
