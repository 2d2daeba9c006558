// Files for tests that attach some: pictures of one colour or of noise, a second of sound, a short film, made as they are needed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++)
        n = n & 1 ? 0xedb88320 ^ n >>> 1 : n >>> 1;
    return n >>> 0;
});

const crc = bytes => ~bytes.reduce((sum, byte) => TABLE[(sum ^ byte) & 255] ^ sum >>> 8, 0xffffffff) >>> 0;

function chunk(type, data) {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]), length = Buffer.alloc(4), sum = Buffer.alloc(4);

    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
}

/* `noise`: no two points alike, so that it is about as large as it says. */
export function png(width, height, [red, green, blue] = [40, 120, 90], noise = false) {
    const rows = Buffer.alloc(height * (1 + width * 3)), head = Buffer.alloc(13);

    for (let y = 0, at = 0, seed = 1; y < height; y++) {
        rows[at++] = 0;
        for (let x = 0; x < width; x++) {
            seed = Math.imul(seed, 1664525) + 1013904223 | 0;
            const more = noise ? [seed >>> 24, seed >>> 16 & 255, seed >>> 8 & 255] : [0, Math.round(x / width * 100), Math.round(y / height * 100)];
            for (const [n, part] of [red, green, blue].entries())
                rows[at++] = part + more[n] & 255;
        }
    }
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([
        Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: noise ? 0 : 6 })), chunk('IEND', Buffer.alloc(0)),
    ]);
}

/* A tone, as WAV. */
export function wav(seconds = 1, rate = 8000) {
    const samples = Buffer.alloc(seconds * rate * 2), head = Buffer.alloc(44);

    for (let n = 0; n < seconds * rate; n++)
        samples.writeInt16LE(Math.round(Math.sin(n / rate * 440 * 2 * Math.PI) * 20000 * (n / (seconds * rate))), n * 2);
    head.write('RIFF', 0, 'latin1');
    head.writeUInt32LE(36 + samples.length, 4);
    head.write('WAVEfmt ', 8, 'latin1');
    head.writeUInt32LE(16, 16);
    head.set([1, 0, 1, 0], 20);
    head.writeUInt32LE(rate, 24);
    head.writeUInt32LE(rate * 2, 28);
    head.set([2, 0, 16, 0], 32);
    head.write('data', 36, 'latin1');
    head.writeUInt32LE(samples.length, 40);
    return Buffer.concat([head, samples]);
}

/* A test card with a tone, as MP4, by the system's ffmpeg. */
export function film(seconds = 2, size = '320x240') {
    const folder = mkdtempSync(join(tmpdir(), 'kith-film-')), path = join(folder, 'film.mp4');

    execFileSync('ffmpeg', [
        '-v', 'error', '-f', 'lavfi', '-i', `testsrc=size=${size}:rate=10`, '-f', 'lavfi', '-i', 'sine=frequency=440', '-t', String(seconds), '-pix_fmt', 'yuv420p', path,
    ]);
    const made = readFileSync(path);
    rmSync(folder, { recursive: true });
    return made;
}

export const file = (name, mimeType, buffer) => ({ name, mimeType, buffer });
