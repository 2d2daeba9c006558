import type { Draft } from './commands.js';
/** A message on its way. `clientRef` makes it one message, however often it is sent. */
export interface Entry extends Draft {
    clientRef: string;
    order: number;
    userId?: string;
    failed?: {
        code: string;
        detail: string;
    };
}
/** Keeps what is not sent yet, over a reload. Calls come one after the other. */
export interface OutboxStorage {
    load(): Promise<Entry[]>;
    put(entry: Entry): Promise<void>;
    remove(clientRef: string): Promise<void>;
}
/** For as long as the object lives. */
export declare class MemoryStorage implements OutboxStorage {
    #private;
    load(): Promise<Entry[]>;
    put(entry: Entry): Promise<void>;
    remove(clientRef: string): Promise<void>;
}
/** In the browser. Give each account a name of its own: what one person wrote must not go out as another's. */
export declare class IndexedDbStorage implements OutboxStorage {
    #private;
    constructor(name: string);
    load(): Promise<Entry[]>;
    put(entry: Entry): Promise<void>;
    remove(clientRef: string): Promise<void>;
}
