/*
 * A text as the codewords of a symbol (ISO/IEC 18004): octets, padded, in blocks with their correction, mixed. Level M: a seventh may be
 * lost.
 */
import { correctionOf } from './correction';

/* By version, from 1: correction codewords of each block, and how many blocks. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26] as const;
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16] as const;

export const VERSIONS = BLOCKS.length;

/** Where the small squares stand that keep a reader in step. */
export function alignments(version: number): number[] {
    if (version === 1)
        return [];
    const count = Math.floor(version / 7) + 2, size = version * 4 + 17, step = Math.ceil((size - 13) / (2 * count - 2)) * 2;

    return [6, ...Array.from({ length: count - 1 }, (_, n) => size - 7 - (count - 2 - n) * step)];
}

/** Codewords that a version holds in all. */
function roomOf(version: number): number {
    const count = alignments(version).length, squares = count ? (25 * count - 10) * count - 55 : 0;

    return Math.floor(((16 * version + 128) * version + 64 - squares - (version >= 7 ? 36 : 0)) / 8);
}

const dataRoomOf = (version: number) => roomOf(version) - CORRECTION[version - 1]! * BLOCKS[version - 1]!;

/** The smallest version that holds so many octets; null: none does. */
export function versionFor(octets: number): number | null {
    for (let version = 1; version <= VERSIONS; version++)
        if (4 + (version < 10 ? 8 : 16) + octets * 8 <= dataRoomOf(version) * 8)
            return version;
    return null;
}

/* Mode, length, octets, end; then padding of two kinds in turn. */
function filled(octets: Uint8Array, version: number): Uint8Array {
    const data = new Uint8Array(dataRoomOf(version)), long = version >= 10;
    const head = long ? [4, octets.length >> 12 & 15, octets.length >> 8 & 15, octets.length >> 4 & 15, octets.length & 15]
        : [4, octets.length >> 4, octets.length & 15];
    const halves = [...head, ...[...octets].flatMap(octet => [octet >> 4, octet & 15]), 0];

    halves.forEach((half, n) => {
        if (n >> 1 < data.length)
            data[n >> 1]! |= n % 2 ? half : half << 4;
    });
    for (let at = Math.ceil(halves.length / 2), n = 0; at < data.length; at++, n++)
        data[at] = n % 2 ? 0x11 : 0xec;
    return data;
}

/* The first of each block, the second of each, ...: shorter ones end sooner. */
function mixed(blocks: readonly Uint8Array[]): number[] {
    const longest = Math.max(...blocks.map(block => block.length));

    return Array.from({ length: longest }, (_, n) => blocks.filter(block => n < block.length).map(block => block[n]!)).flat();
}

export function codewordsOf(octets: Uint8Array, version: number): number[] {
    const data = filled(octets, version), count = BLOCKS[version - 1]!, short = Math.floor(data.length / count), long = data.length % count;
    let at = 0;
    const blocks = Array.from({ length: count }, (_, n) => data.subarray(at, at += short + (n >= count - long ? 1 : 0)));

    return [...mixed(blocks), ...mixed(blocks.map(block => correctionOf(block, CORRECTION[version - 1]!)))];
}
