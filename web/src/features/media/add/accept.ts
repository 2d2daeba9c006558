/* Which files a place takes. What they really are, the server finds out. */
import { kindOf } from '../../../data/media/upload';
import type { MediumKind } from '../../../data/media/medium';
import { isolated } from '../../../data/names';
import type { Words } from '../../../data/text';

export interface Place {
    most: number;
    kinds: readonly MediumKind[];
}

export const POST: Place = { most: 8, kinds: ['image', 'video', 'audio', 'voice'] };
export const MESSAGE: Place = { most: 10, kinds: ['image', 'video', 'audio', 'voice', 'file'] };
export const STORY: Place = { most: 1, kinds: ['image', 'video'] };
export const PORTRAIT: Place = { most: 1, kinds: ['image'] };

/** What the server makes pictures, films and sounds of; anything else is at most a file. */
const KNOWN = new Set([
    'image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/heic', 'image/heif', 'video/mp4', 'video/quicktime', 'video/webm',
    'audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/aac', 'audio/ogg', 'audio/webm', 'audio/wav', 'audio/x-wav', 'audio/wave', 'audio/flac', 'audio/x-flac',
]);

const baseOf = (type: string): string => type.split(';', 1)[0]!.trim().toLowerCase();

/** For a file field. */
export function acceptOf({ kinds }: Place): string | undefined {
    return kinds.includes('file') ? undefined : kinds.filter(kind => kind !== 'voice').map(kind => `${kind}/*`).join(',');
}

export interface Offered { name: string; type: string; size: number }

/** Why some are not taken, and what they are called. */
export interface Refused { many: readonly string[]; kind: readonly string[]; empty: readonly string[] }

export interface Taken<Of> {
    files: readonly { file: Of; as?: 'file' }[];
    refused: Refused;
}

/** Of what somebody chose, pasted or dropped; `has`: how many are there already. */
export function taken<Of extends Offered>(offered: readonly Of[], { most, kinds }: Place, has: number): Taken<Of> {
    const kind: string[] = [], empty: string[] = [];
    const files = offered.flatMap((file): { file: Of; as?: 'file' }[] => {
        if (file.size === 0) {
            empty.push(file.name);
            return [];
        }
        if (KNOWN.has(baseOf(file.type)) && kinds.includes(kindOf(file.type)))
            return [{ file }];
        if (kinds.includes('file'))
            return [{ file, as: 'file' }];
        kind.push(file.name);
        return [];
    });
    const room = Math.max(0, most - has);

    return { files: files.slice(0, room), refused: { many: files.slice(room).map(({ file }) => file.name), kind, empty } };
}

/** Which of them are not taken and why; nothing where all are. */
export function refusedWords({ text: t, language }: Words, { many, kind, empty }: Refused, { most, kinds }: Place): string {
    const list = (names: readonly string[]) => new Intl.ListFormat(language).format(names.map(isolated));

    return [
        kind.length && t(kinds.includes('audio') ? 'media.wrongKind' : 'media.wrongKindSeen', { names: list(kind) }),
        empty.length && t('media.emptyFile', { names: list(empty) }),
        many.length && t('media.tooMany', { count: most, names: list(many) }),
    ].filter(Boolean).join(' ');
}
