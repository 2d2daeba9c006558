/* A QR code: which of its squares are dark. */
import { alignments, codewordsOf, versionFor } from './codewords';

export type Squares = readonly (readonly boolean[])[];

/** Whether a square of the data is turned, by its place. */
export const MASKS: readonly ((x: number, y: number) => boolean)[] = [
    (x, y) => (x + y) % 2 === 0,
    (_x, y) => y % 2 === 0,
    x => x % 3 === 0,
    (x, y) => (x + y) % 3 === 0,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
    (x, y) => x * y % 2 + x * y % 3 === 0,
    (x, y) => (x * y % 2 + x * y % 3) % 2 === 0,
    (x, y) => ((x + y) % 2 + x * y % 3) % 2 === 0,
];

class Grid {
    readonly size: number;
    readonly dark: boolean[][];
    /** Taken by a pattern: no data, and never turned. */
    readonly taken: boolean[][];

    constructor(readonly version: number) {
        this.size = version * 4 + 17;
        const empty = () => Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false));
        this.dark = empty();
        this.taken = empty();
    }

    put(x: number, y: number, dark: boolean) {
        this.dark[y]![x] = dark;
        this.taken[y]![x] = true;
    }

    /** Squares within squares: by how far they are from the middle. */
    rings(x: number, y: number, reach: number, light: readonly number[]) {
        for (let dy = -reach; dy <= reach; dy++)
            for (let dx = -reach; dx <= reach; dx++)
                if (x + dx >= 0 && x + dx < this.size && y + dy >= 0 && y + dy < this.size)
                    this.put(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
}

/* The rest of a division of bits, behind them: what lets a reader see that they are whole. */
function checked(bits: number, by: number, degree: number): number {
    let rest = bits << degree;

    for (let at = 31 - Math.clz32(rest); at >= degree; at = 31 - Math.clz32(rest))
        rest ^= by << at - degree;
    return bits << degree | rest;
}

/** Level M and the mask, in fifteen bits. */
export const formatOf = (mask: number): number => checked(mask, 0x537, 10) ^ 0x5412;

function putFormat(grid: Grid, mask: number) {
    const bits = formatOf(mask), { size } = grid, has = (n: number) => (bits >> n & 1) === 1;

    for (let n = 0; n < 15; n++) {
        const along = n < 8 ? size - 1 - n : 14 - n + (n === 8 ? 1 : 0);
        const down = n < 6 ? n : n < 8 ? n + 1 : size - 15 + n;
        grid.put(along, 8, has(n));
        grid.put(8, down, has(n));
    }
    grid.put(8, size - 8, true);
}

function putVersion(grid: Grid) {
    if (grid.version < 7)
        return;
    const bits = checked(grid.version, 0x1f25, 12);
    for (let n = 0; n < 18; n++) {
        const far = grid.size - 11 + n % 3, near = Math.floor(n / 3), dark = (bits >> n & 1) === 1;
        grid.put(far, near, dark);
        grid.put(near, far, dark);
    }
}

function patterned(version: number): Grid {
    const grid = new Grid(version), last = grid.size - 4, middles = alignments(version), end = middles.at(-1);

    for (let n = 0; n < grid.size; n++) {
        grid.put(n, 6, n % 2 === 0);
        grid.put(6, n, n % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [last, 3], [3, last]] as const)
        grid.rings(x, y, 4, [2, 4]);
    for (const x of middles)
        for (const y of middles)
            if (!(x === 6 && y === 6 || x === 6 && y === end || x === end && y === 6))
                grid.rings(x, y, 2, [1]);
    putFormat(grid, 0);
    putVersion(grid);
    return grid;
}

/** The squares of the data in the order of its bits: two columns at a time, up and down, from the right. */
function* ways({ size, taken }: Grid): Generator<readonly [number, number]> {
    let up = true;

    for (let right = size - 1; right > 0; right -= 2, up = !up) {
        if (right === 6)
            right = 5;
        for (let n = 0; n < size; n++)
            for (const x of [right, right - 1]) {
                const y = up ? size - 1 - n : n;
                if (!taken[y]![x])
                    yield [x, y];
            }
    }
}

function fill(grid: Grid, codewords: readonly number[], mask: number): Squares {
    const turned = MASKS[mask]!;
    let n = 0;

    for (const [x, y] of ways(grid)) {
        const bit = ((codewords[n >> 3] ?? 0) >> 7 - n % 8 & 1) === 1;
        grid.dark[y]![x] = bit !== turned(x, y);
        n++;
    }
    putFormat(grid, mask);
    return grid.dark.map(row => [...row]);
}

const FALSE_CORNERS = ['10111010000', '00001011101'];

function lineWorth(line: string): number {
    const runs = (line.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
    const corners = FALSE_CORNERS.reduce((sum, corner) => sum + line.split(corner).length - 1, 0);

    return runs + corners * 40;
}

/* How hard it is to read: long runs, blocks, what looks like a corner, too much of one shade. */
function hardness(squares: Squares): number {
    const lines = squares.map(row => row.map(dark => dark ? '1' : '0').join(''));
    const columns = squares.map((_, x) => squares.map(row => row[x] ? '1' : '0').join(''));
    const blocks = squares.slice(1).flatMap((row, y) => row.slice(1).filter((dark, x) =>
        dark === row[x] && dark === squares[y]![x] && dark === squares[y]![x + 1])).length;
    const dark = squares.flat().filter(Boolean).length / squares.length ** 2;

    return [...lines, ...columns].reduce((sum, line) => sum + lineWorth(line), 0) + blocks * 3 + Math.floor(Math.abs(dark - 0.5) * 20) * 10;
}

/** Null: the text is too long for a symbol that a phone reads at once. */
export function symbolOf(text: string): Squares | null {
    const octets = new TextEncoder().encode(text), version = versionFor(octets.length);

    if (version === null)
        return null;
    const codewords = codewordsOf(octets, version), grid = patterned(version);
    const all = MASKS.map((_, mask) => fill(grid, codewords, mask));

    return all.reduce((best, one) => hardness(one) < hardness(best) ? one : best);
}
