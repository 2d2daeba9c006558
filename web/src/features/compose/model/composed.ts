/* What somebody is writing: a post that is not sent yet, as the composer holds it, and as the server wants it. */
import type { CreatePostInput, PollResults, Visibility } from '../../../generated/types';

export interface PollPart {
    options: readonly string[];
    multiple: boolean;
    /** How long it lasts. */
    seconds: number;
    results: PollResults;
}

export interface Composed {
    content: string;
    /** Null: there is none. */
    warning: string | null;
    visibility: Visibility;
    /** Empty: not stated. */
    language: string;
    poll: PollPart | null;
    /** As a field for dates holds it, in local time; null: at once. */
    publishAt: string | null;
    quoteId: string | null;
    /** Keys of what is attached (data/media/uploads), in order. */
    media: readonly string[];
    /** Its pictures are folded at first. */
    sensitive: boolean;
    /** Where the server keeps it too. */
    draftId: string | null;
}

/** A draft as the server answers it: what it was given, or null. */
export interface ServerDraft {
    id: string;
    content: string | null;
    content_warning: string | null;
    visibility: string | null;
    language: string | null;
    poll: { options: string[]; multiple?: boolean | null; expires_in?: number | null; results?: string | null } | null;
    boost_of_id: string | null;
    media_ids?: readonly string[] | null;
    sensitive?: boolean | null;
    publish_at: string | null;
    problem: string | null;
    updated_at: string;
}

export const MOST = 5000, OPTIONS_LEAST = 2, OPTIONS_MOST = 10, OPTION_MOST = 100, WARNING_MOST = 500;
export const DAY = 86_400;

export const emptyPoll: PollPart = { options: ['', ''], multiple: false, seconds: DAY, results: 'ALWAYS' };

export const emptyPost: Composed = {
    content: '', warning: null, visibility: 'PUBLIC', language: '', poll: null, publishAt: null, quoteId: null, media: [],
    sensitive: false, draftId: null,
};

/** As the server counts: characters, not units of UTF-16. */
export const lengthOf = (text: string): number => [...text].length;

const filled = ({ options }: PollPart): string[] => options.map(option => option.trim()).filter(Boolean);

/** Nothing that would be missed. */
export function isBlank({ content, warning, poll, media }: Composed): boolean {
    return !content.trim() && !warning?.trim() && !media.length && (!poll || filled(poll).length === 0);
}

/** Whether there is something to send at all. */
export const isReady = ({ content, poll, media }: Composed): boolean => content.trim() !== '' || poll !== null || media.length > 0;

export type Wrong = 'long' | 'poll' | 'past' | 'media';

/** What has to be changed before it can be sent. */
export function wrongOf({ content, poll, publishAt }: Composed, now = Date.now()): Wrong | null {
    const options = poll ? filled(poll) : [];

    if (lengthOf(content.trim()) > MOST)
        return 'long';
    if (poll && (options.length < OPTIONS_LEAST || new Set(options).size < options.length))
        return 'poll';
    return publishAt !== null && !(Date.parse(publishAt) > now) ? 'past' : null;
}

const warningOf = ({ warning }: Composed): string | null => warning?.trim() || null;

export function inputOf(composed: Composed): CreatePostInput {
    const { content, visibility, language, poll, quoteId, media, sensitive } = composed;

    return {
        content: content.trim(), visibility, contentWarning: warningOf(composed), language: language || null,
        ...media.length > 0 && { sensitive },
        ...quoteId && { boostOf: quoteId },
        ...poll && { poll: { options: filled(poll), multiple: poll.multiple, expiresIn: poll.seconds, results: poll.results } },
    };
}

/** For REST, which has drafts and the hour of publishing. `mediaIds`: of what is attached, as far as the server has it. */
export function bodyOf(composed: Composed, mediaIds: readonly string[] = []): Record<string, unknown> {
    const { content, visibility, language, poll, quoteId, publishAt, sensitive } = composed, options = poll ? filled(poll) : [];

    return {
        content: content.trim(), visibility: visibility.toLowerCase(), content_warning: warningOf(composed), language: language || null,
        boost_of: quoteId, media_ids: mediaIds.length ? mediaIds : null, ...mediaIds.length > 0 && { sensitive },
        poll: poll && options.length >= OPTIONS_LEAST
            ? { options, multiple: poll.multiple, expires_in: poll.seconds, results: poll.results.toLowerCase() } : null,
        publish_at: publishAt ? new Date(publishAt).toISOString() : null,
    };
}

const pad = (n: number) => String(n).padStart(2, '0');

/** A time as a field for dates wants it: local, to the minute. */
export function localTime(at: Date): string {
    return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

const pollOf = (poll: NonNullable<ServerDraft['poll']>): PollPart => ({
    options: poll.options, multiple: poll.multiple ?? false, seconds: poll.expires_in ?? DAY,
    results: (poll.results?.toUpperCase() ?? 'ALWAYS') as PollResults,
});

export function ofDraft(draft: ServerDraft): Composed {
    return {
        content: draft.content ?? '', warning: draft.content_warning, visibility: (draft.visibility?.toUpperCase() ?? 'PUBLIC') as Visibility,
        language: draft.language ?? '', poll: draft.poll && pollOf(draft.poll), quoteId: draft.boost_of_id, draftId: draft.id,
        publishAt: draft.publish_at && localTime(new Date(draft.publish_at)), media: (draft.media_ids ?? []).map(id => `m${id}`),
        sensitive: draft.sensitive ?? false,
    };
}

/** One that could not be sent, to be changed. */
export function ofInput({ content, contentWarning, visibility, language, poll, boostOf, sensitive }: CreatePostInput): Composed {
    return {
        ...emptyPost, content: content ?? '', warning: contentWarning ?? null, visibility: visibility ?? 'PUBLIC', language: language ?? '',
        quoteId: boostOf ?? null, sensitive: sensitive ?? false,
        poll: poll ? {
            options: [poll.options].flat(), multiple: poll.multiple ?? false, seconds: poll.expiresIn ?? DAY, results: poll.results ?? 'ALWAYS',
        } : null,
    };
}
