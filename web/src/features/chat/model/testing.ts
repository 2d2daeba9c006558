/* What tests of the model are made of. */
import type { Message, Person } from './types';

export const ada: Person = { id: '1', username: 'ada', display_name: 'Ada', avatar_url: null };
export const bob: Person = { id: '2', username: 'bob', display_name: null, avatar_url: null };

const START = Date.UTC(2026, 4, 4, 12);

/** One a minute. */
export const at = (seq: number): string => new Date(START + seq * 60_000).toISOString();

export function message(seq: number, more: Partial<Message> = {}): Message {
    return {
        id: `m${seq}`, channel_id: '7', seq, sender: ada, sender_blocked: false, content: `message ${seq}`, message_type: 'text', media: [], mentions: [], reply_to_id: null,
        reply_to: null, thread_root_id: null, thread: null, reactions: [], forwarded_from: null, client_ref: null, pinned: false,
            is_read: false,
        deleted: false, edited_at: null, created_at: at(seq), ...more,
    };
}

/** As the server lists them: newest first. */
export const page = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, n) => message(to - n));
