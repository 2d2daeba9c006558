/* What is known of something that is attached: a file on its way to the server, or a medium that the server has. */
import type { Problem } from '../problems';
import type { Focus, Medium, MediumKind } from './medium';

export type UploadState = 'waiting' | 'sending' | 'processing' | 'ready' | 'failed';

export interface Upload {
    key: string;
    name: string;
    type: string;
    size: number;
    kind: MediumKind;
    state: UploadState;
    /** Octets that have gone. */
    sent: number;
    problem: Problem | null;
    mediaId: string | null;
    /** Once it is ready. */
    medium: Medium | null;
    /** Of this browser: a picture to look at meanwhile. */
    preview: string | null;
    description: string;
    focus: Focus | null;
}

export interface Added {
    file: Blob;
    name: string;
    as?: 'voice' | 'file';
    description?: string;
}

/** For those who do not see it, and what crops keep in sight. */
export interface Words { description: string; focus: Focus | null }

export const isSaid = (words: Words, said: Words): boolean =>
    words.description === said.description && words.focus?.x === said.focus?.x && words.focus?.y === said.focus?.y;

const OWN = 'm';

/** The key of a medium that the server has. */
export const keyOf = (mediaId: string): string => OWN + mediaId;

/** Null: the key is a file's of this browser. */
export const idIn = (key: string): string | null => /^m\d+$/.test(key) ? key.slice(OWN.length) : null;

export function kindOf(type: string, as?: 'voice' | 'file'): MediumKind {
    const [first] = type.split('/');

    return as ?? (first === 'image' || first === 'video' || first === 'audio' ? first : 'file');
}

/** Of a medium that the server had before. */
export function uploadOf(medium: Medium): Upload {
    const size = medium.size ?? 0;

    return {
        key: keyOf(medium.id), name: medium.filename ?? '', type: medium.mime ?? '', size, kind: medium.kind, state: 'ready', sent: size, problem: null,
        mediaId: medium.id, medium, preview: null, description: medium.description ?? '', focus: medium.focus,
    };
}
