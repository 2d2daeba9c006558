/* A story that somebody makes: kept while the page stands, so that closing loses nothing. */
import { create } from 'zustand';
import { PLAIN } from '../model/ink';
import type { Audience, NewStory } from '../model/types';

export const TEXT_MOST = 500;

export interface Begun {
    text: string;
    background: string;
    /** Keys of its picture or film: one or none. */
    media: readonly string[];
    audience: Audience;
    replies: boolean;
}

export const nothing: Begun = { text: '', background: PLAIN, media: [], audience: 'followers', replies: true };

export const useBegun = create<Begun>(() => nothing);

export type Wrong = 'empty' | 'long';

export function wrongOf({ text, media }: Pick<Begun, 'text' | 'media'>): Wrong | null {
    const said = text.trim();

    if ([...said].length > TEXT_MOST)
        return 'long';
    return said || media.length ? null : 'empty';
}

export function storyOf({ text, background, audience, replies }: Begun, mediaId: string | undefined): NewStory {
    const said = text.trim();

    return { ...said && { text: said }, ...mediaId ? { media_id: mediaId } : { background }, audience, replies };
}
