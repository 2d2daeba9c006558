/* Which files a place takes. What they really are, the server finds out. */
import { kindOf } from '../../../data/media/upload';
import type { MediumKind } from '../../../data/media/medium';

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

export type Refused = 'many' | 'kind' | 'empty';

export interface Taken<Of> {
    files: readonly { file: Of; as?: 'file' }[];
    /** Why some of them are not among them. */
    refused: Refused | null;
}

/** Of what somebody chose, pasted or dropped; `has`: how many are there already. */
export function taken<Of extends Offered>(offered: readonly Of[], { most, kinds }: Place, has: number): Taken<Of> {
    let refused: Refused | null = null;
    const files = offered.flatMap((file): { file: Of; as?: 'file' }[] => {
        if (file.size === 0) {
            refused = 'empty';
            return [];
        }
        if (KNOWN.has(baseOf(file.type)) && kinds.includes(kindOf(file.type)))
            return [{ file }];
        if (kinds.includes('file'))
            return [{ file, as: 'file' }];
        refused = 'kind';
        return [];
    });
    const room = Math.max(0, most - has);

    return { files: files.slice(0, room), refused: files.length > room ? 'many' : refused };
}
