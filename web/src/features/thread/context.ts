/* What all of a post's page knows. */
import { createContext, use } from 'react';
import type { At } from './store/threads';

/** Where something is being written in the tree. */
export interface Place {
    id: string;
    deed: 'reply' | 'edit';
}

export interface ThreadContext {
    at: At;
    /** The post's own address. */
    path: string;
    /** Whoever wrote the post may delete what stands below it. */
    authorId: string;
    place: Place | null;
    setPlace: (place: Place | null) => void;
    /** The comment that the address means. */
    linked: string | null;
    showHistory: (id: string) => void;
}

const Context = createContext<ThreadContext | null>(null);

export const ThreadProvider = Context.Provider;

export function useThreadContext(): ThreadContext {
    const context = use(Context);

    if (!context)
        throw new Error('no thread above');
    return context;
}
