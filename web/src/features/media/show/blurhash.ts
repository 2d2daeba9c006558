/* What a picture looks like from afar, in some 30 characters: https://github.com/woltapp/blurhash, decoded. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

type Colour = readonly [number, number, number];

function number83(text: string): number {
    let value = 0;

    for (const digit of text) {
        const at = DIGITS.indexOf(digit);
        if (at < 0)
            return NaN;
        value = value * 83 + at;
    }
    return value;
}

function toLinear(value: number): number {
    const part = value / 255;

    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
    const part = Math.max(0, Math.min(1, value));

    return Math.trunc((part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055) * 255 + 0.5);
}

const signedSquare = (value: number): number => Math.sign(value) * value * value;

function alternating(value: number, most: number): Colour {
    const part = (n: number) => signedSquare((n - 9) / 9) * most;

    return [part(Math.floor(value / 361)), part(Math.floor(value / 19) % 19), part(value % 19)];
}

interface Components { across: number; down: number; colours: readonly Colour[] }

function componentsOf(hash: string): Components | null {
    const size = number83(hash.slice(0, 1)), across = size % 9 + 1, down = Math.floor(size / 9) + 1;
    if (Number.isNaN(size) || hash.length !== 4 + 2 * across * down || Number.isNaN(number83(hash)))
        return null;
    const most = (number83(hash[1]!) + 1) / 166, mean = number83(hash.slice(2, 6));
    const first: Colour = [toLinear(mean >> 16), toLinear(mean >> 8 & 255), toLinear(mean & 255)];
    const others = Array.from({ length: across * down - 1 }, (_, n) => alternating(number83(hash.slice(6 + 2 * n, 8 + 2 * n)), most));

    return { across, down, colours: [first, ...others] };
}

function colourAt({ across, down, colours }: Components, x: number, y: number): Colour {
    const sum = [0, 0, 0];

    for (let j = 0; j < down; j++)
        for (let i = 0; i < across; i++) {
            const weight = Math.cos(Math.PI * x * i) * Math.cos(Math.PI * y * j), colour = colours[i + j * across]!;
            sum[0]! += colour[0] * weight;
            sum[1]! += colour[1] * weight;
            sum[2]! += colour[2] * weight;
        }
    return [fromLinear(sum[0]!), fromLinear(sum[1]!), fromLinear(sum[2]!)];
}

/** RGBA, row by row; null where the text is none. */
export function decoded(hash: string, width: number, height: number): Uint8ClampedArray<ArrayBuffer> | null {
    const components = componentsOf(hash);
    if (!components)
        return null;
    const pixels = new Uint8ClampedArray(width * height * 4);

    for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
            pixels.set([...colourAt(components, x / width, y / height), 255], 4 * (x + y * width));
    return pixels;
}
