/* Where posts and comments wait that were written offline. */
import type { CreateCommentInput, CreatePostInput } from '../generated/types';
import { keptIn, type Keyed } from './keyed';
import type { Problem } from './problems';

export type Draft =
    | {
        kind: 'post';
        input: CreatePostInput;
        /** Keys of what is attached, which may be on its way still (media/uploads). */
        media?: readonly string[];
        /** A draft of the server's that holds them: it is published itself. */
        draftId?: string | null;
    }
    | { kind: 'comment'; input: CreateCommentInput };

export type Entry = Draft & {
    /** Also its Idempotency-Key: with it, it is published once. */
    key: string;
    order: number;
    at: string;
    state: 'waiting' | 'sending' | 'failed';
    /** When it was first tried so that the server may have taken it, though no answer came. */
    triedAt?: number;
    problem?: Problem;
};

export type EntryStorage = Keyed<Entry>;

export const entriesOf = (viewerId: string): EntryStorage => keptIn(`kith-outbox-${viewerId}`, 'entries');
