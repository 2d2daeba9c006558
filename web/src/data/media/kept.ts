/*
 * Files that were added and are not sent yet, in this browser: they are there after a reload, and what was written offline has its pictures.
 * Each account has a store of its own.
 */
import { keptIn, type Keyed } from '../keyed';
import type { Focus, MediumKind } from './medium';
import type { Words } from './upload';

export interface KeptUpload {
    key: string;
    order: number;
    name: string;
    type: string;
    size: number;
    kind: MediumKind;
    as?: 'voice' | 'file';
    description: string;
    focus: Focus | null;
    /** Null once the server has all of it, or where it is too large to be kept. */
    file: Blob | null;
    /** Of tus: where the server has a part of it. */
    location: string | null;
    mediaId: string | null;
    /** What the server was told of it when it first went: each further attempt says the same. Null: it has not gone yet. */
    said: Words | null;
    /** The `Idempotency-Key` of its second form, and of those after: the first one's is `key`. */
    sendKey?: string;
}

export type UploadStorage = Keyed<KeptUpload>;

/** Larger files are not copied into the browser's store: whoever reloads chooses them again. */
export const KEPT_MOST = 512 * 1024 * 1024;

export const uploadsOf = (viewerId: string): UploadStorage => keptIn(`kith-uploads-${viewerId}`, 'uploads');
