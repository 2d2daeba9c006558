/* What went wrong, as a value with the server's code, and in words. */
import { useWords, type PlainKey, type Words } from './text';

export interface FieldProblem {
    field: string;
    code: string;
    detail: string;
}

export interface Problem {
    /** The server's, or `offline` (nothing came back), `aborted`, `unreadable` (what came is no answer of the API). */
    code: string;
    /** Of HTTP; 0 where nothing came back. */
    status: number;
    detail: string;
    fields: readonly FieldProblem[];
    /** Seconds after which the same may work. */
    retryAfter?: number;
    /** Of `second_factor_required`: what the second step answers, and by what it can be answered. */
    second?: { challenge: string; factors: readonly string[] };
}

interface Body {
    code?: string;
    status?: number;
    detail?: string;
    message?: string;
    errors?: readonly FieldProblem[];
    retryAfter?: number;
    challenge?: string;
    factors?: readonly string[];
}

export function problem(code: string, status = 0, more: Partial<Problem> = {}): Problem {
    return { code, status, detail: code, fields: [], ...more };
}

/** Of a problem document, or of the extensions of a GraphQL error. */
export function problemFrom(body: Body, status: number, retryAfter?: number): Problem {
    return {
        code: body.code ?? 'unreadable',
        status: body.status ?? status,
        detail: body.detail ?? body.message ?? '',
        fields: body.errors ?? [],
        retryAfter: retryAfter ?? body.retryAfter,
        second: body.challenge === undefined ? undefined : { challenge: body.challenge, factors: body.factors ?? [] },
    };
}

interface Thrown {
    name?: string;
    message?: string;
    code?: string;
    retryMs?: number;
    statusCode?: number;
    bodyText?: string;
    errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

function isProblem(error: unknown): error is Problem {
    return typeof error === 'object' && error !== null && 'fields' in error && 'code' in error;
}

/** Of anything that a call may throw: Apollo's errors, those of the realtime client, fetch's. */
export function problemOf(error: unknown): Problem {
    if (isProblem(error))
        return error;
    const thrown = (error ?? {}) as Thrown, first = thrown.errors?.[0];
    if (first)
        return problemFrom({ detail: first.message, ...first.extensions }, 200);
    if (thrown.statusCode)
        return problemFrom(firstErrorOf(thrown.bodyText), thrown.statusCode);
    if (thrown.name === 'AbortError')
        return problem('aborted');
    if (thrown.name === 'RealtimeError' && thrown.code)
        return problem(thrown.code === 'disconnected' ? 'offline' : thrown.code, 0, {
            detail: thrown.message ?? '', retryAfter: thrown.retryMs && thrown.retryMs / 1000,
        });
    return problem(thrown.name === 'TypeError' ? 'offline' : 'unreadable', 0, { detail: thrown.message ?? '' });
}

/* A refused GraphQL request has its errors in its body. */
function firstErrorOf(text: string | undefined): Body {
    try {
        const body = JSON.parse(text ?? '') as { errors?: { message: string; extensions?: Body }[] } & Body;
        const first = Array.isArray(body.errors) && body.errors[0];
        return first && first.extensions ? { detail: first.message, ...first.extensions } : body;
    } catch {
        return {};
    }
}

/* What the reader can do about it. Codes that are not here are told by their status. */
const words: Record<string, PlainKey> = {
    offline: 'data.problem_offline',
    timeout: 'data.problem_busy',
    overloaded: 'data.problem_busy',
    too_many_requests: 'data.problem_too_many',
    not_signed_in: 'data.problem_signed_out',
    token_expired: 'data.problem_signed_out',
    not_allowed: 'data.problem_not_allowed',
    bad_credentials: 'data.problem_bad_credentials',
    username_taken: 'data.problem_username_taken',
    email_taken: 'data.problem_email_taken',
    account_suspended: 'data.problem_suspended',
    account_leaving: 'data.problem_leaving',
    bad_password: 'data.problem_bad_password',
    proof_needed: 'data.problem_proof_needed',
    registration_closed: 'data.problem_closed',
    second_factor_wrong: 'data.problem_bad_code',
    challenge_invalid: 'data.problem_too_slow',
    credentials_changed: 'data.problem_too_slow',
    passkey_unknown: 'data.problem_no_passkey',
    passkey_count_fell: 'data.problem_no_passkey',
    bad_signature: 'data.problem_no_passkey',
    passkey_not_used: 'data.problem_passkey_not_used',
    passkey_exists: 'data.problem_passkey_exists',
    last_sign_in_method: 'data.problem_last_way',
    too_common: 'data.problem_too_common',
    invalid_username: 'data.problem_username',
    reserved: 'data.problem_username_taken',
    invalid_email: 'data.problem_email',
    unchanged: 'data.problem_unchanged',
    identity_taken: 'data.problem_identity_taken',
    provider_away: 'data.problem_provider_away',
    blocking: 'data.problem_blocking',
    user_not_found: 'data.problem_no_person',
    post_not_found: 'data.problem_no_post',
    comment_not_found: 'data.problem_no_comment',
    channel_not_found: 'data.problem_no_channel',
    message_not_found: 'data.problem_no_message',
    body_too_large: 'data.problem_too_big',
    too_big: 'data.problem_too_big',
    too_long: 'data.problem_too_long',
    too_short: 'data.problem_too_short',
    required: 'data.problem_required',
    outbox_full: 'data.problem_outbox_full',
    sent_unknown: 'data.problem_sent_unknown',
    invalid_input: 'data.problem_input',
    unsupported_media: 'media.problem_unsupported',
    media_kind: 'media.problem_unsupported',
    media_empty: 'media.problem_empty',
    media_broken: 'media.problem_broken',
    media_failed: 'media.problem_broken',
    media_too_many_pixels: 'media.problem_pixels',
    media_too_large: 'media.problem_large',
    quota_exceeded: 'media.problem_quota',
    checksum_mismatch: 'media.problem_arrived',
    size_mismatch: 'media.problem_arrived',
    media_not_found: 'media.problem_gone',
    file_gone: 'media.problem_gone',
    media_not_ready: 'media.problem_not_ready',
    media_too_long: 'media.problem_long',
    storage_unavailable: 'media.problem_storage',
};

/* What is wrong with the file itself. */
const lasting = new Set([
    'file_gone', 'unsupported_media', 'media_kind', 'media_empty', 'media_broken', 'media_failed', 'media_too_large', 'media_too_many_pixels', 'media_not_found',
]);

/** Whether the same file would be refused again, so that "Try again" is no help. */
export const failsAgain = (problem: Problem | null | undefined): boolean => lasting.has(problem?.code ?? '');

function wordsByStatus(status: number): PlainKey {
    if (status === 401)
        return 'data.problem_signed_out';
    if (status === 403)
        return 'data.problem_not_allowed';
    if (status === 404 || status === 410)
        return 'data.problem_gone';
    if (status === 429)
        return 'data.problem_too_many';
    return status >= 500 ? 'data.problem_busy' : 'data.problem_other';
}

/** One sentence or two: what happened and what to do. */
export function problemText(to: Words, error: unknown): string {
    const found = problemOf(error), first = found.code === 'invalid_input' ? found.fields[0] : undefined;

    return codeText(to, first?.code ?? found.code, found.status, first?.detail || found.detail);
}

/** Why a field is wrong; undefined if it is not. A field of GraphQL stands below `input`. */
export function fieldText(to: Words, error: unknown, field: string): string | undefined {
    if (error === null || error === undefined)
        return undefined;
    const { fields, status } = problemOf(error), wrong = fields.find(one => one.field.replace(/^input\./, '') === field);

    return wrong && codeText(to, wrong.code, status, wrong.detail);
}

/* The server's own sentences are English. */
function codeText(to: Words, code: string, status: number, detail: string): string {
    const known = words[code], said = known && to.text(known);

    /* Words of what has not been loaded are not there. */
    if (said)
        return said;
    return to.language === 'en' && detail.includes(' ') ? detail : to.text(wordsByStatus(status));
}

/** const problemText = useProblemText(); problemText(error) */
export function useProblemText(): (error: unknown) => string {
    const to = useWords();

    return error => problemText(to, error);
}
