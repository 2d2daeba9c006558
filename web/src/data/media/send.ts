/*
 * How a file gets to the server: small ones by one form, larger ones by tus in pieces, which go on where they stopped, after a broken
 * connection and after a reload.
 */
import { problem, problemFrom, type Problem } from '../problems';
import type { Focus, RestMedium } from './medium';
import type { Wire, WireAnswer } from './wire';

export interface Parcel {
    file: Blob;
    name: string;
    /** What it is to be, where its content does not say. */
    as?: 'voice' | 'file';
    description?: string;
    focus?: Focus | null;
}

export interface Way {
    wire: Wire;
    wait: (ms: number) => Promise<void>;
    signal: AbortSignal;
    told: (sent: number) => void;
    /** Called once the server has begun to take it: where one goes on after a reload. */
    begun: (location: string) => void;
}

/** Thrown by all of these. */
export class UploadFailure extends Error {
    constructor(readonly problem: Problem) {
        super(problem.code);
    }
}

export const FORM_MOST = 4 * 1024 * 1024, PIECE = 4 * 1024 * 1024;
const BASE = '/api/v1/media', TRIES = 6, FIRST_MS = 1_000, MOST_MS = 20_000;

function bodyOf(answer: WireAnswer): Record<string, unknown> {
    try {
        return JSON.parse(answer.text || '{}') as Record<string, unknown>;
    } catch {
        return {};
    }
}

function failed(answer: WireAnswer): UploadFailure {
    if (answer.status === 0)
        return new UploadFailure(problem('offline'));
    const after = Number(answer.header('Retry-After') ?? NaN);

    return new UploadFailure(problemFrom(bodyOf(answer), answer.status, after >= 0 ? after : undefined));
}

const isTrouble = ({ status }: WireAnswer): boolean => status === 0 || status >= 500;

export const focusText = ({ x, y }: Focus): string => `${x},${y}`;

/* ---- one form ---- */

function formOf({ file, name, as, description, focus }: Parcel): FormData {
    const form = new FormData();

    if (as)
        form.set('kind', as);
    if (description)
        form.set('description', description);
    if (focus)
        form.set('focus', focusText(focus));
    form.set('file', file, name);
    return form;
}

/** The key makes it one medium, however often it is sent. */
export async function sendForm(parcel: Parcel, key: string, { wire, wait, signal, told }: Omit<Way, 'begun'>): Promise<RestMedium> {
    for (let tries = 1; ; tries++) {
        const answer = await wire('POST', BASE, {
            headers: { Accept: 'application/json', 'Idempotency-Key': key }, body: formOf(parcel), signal,
            told: sent => told(Math.min(sent, parcel.file.size)),
        });
        if (answer.status === 200 || answer.status === 201 || answer.status === 202)
            return bodyOf(answer) as unknown as RestMedium;
        if (!isTrouble(answer) || tries === TRIES)
            throw failed(answer);
        await wait(pauseOf(tries));
    }
}

const pauseOf = (tries: number): number => Math.min(MOST_MS, FIRST_MS * 2 ** (tries - 1));

/* ---- tus ---- */

const TUS = { 'Tus-Resumable': '1.0.0' };

const inBase64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export function metadataOf({ file, name, as, description, focus }: Parcel): string {
    const said: [string, string | undefined][] = [
        ['filename', name], ['filetype', as ? undefined : file.type || undefined], ['kind', as], ['description', description || undefined],
        ['focus', focus ? focusText(focus) : undefined],
    ];

    return said.flatMap(([key, value]) => value ? [`${key} ${inBase64(value)}`] : []).join(',');
}

/* A path of this server, whatever it was given as. */
function pathOf(location: string | null): string | null {
    const path = location?.replace(/^https?:\/\/[^/]*/, '') ?? null;

    return path?.startsWith('/') ? path : null;
}

export const idOf = (location: string): string => location.split('/').pop()!;

async function create(parcel: Parcel, { wire, signal, begun }: Way): Promise<string> {
    const answer = await wire('POST', `${BASE}/tus`, {
        headers: { ...TUS, 'Upload-Length': String(parcel.file.size), 'Upload-Metadata': metadataOf(parcel) }, signal,
    });
    const location = answer.status === 201 ? pathOf(answer.header('Location')) : null;
    if (!location)
        throw failed(answer);
    begun(location);
    return location;
}

/* What the server has of it; null: it knows nothing of it any more. */
async function offsetAt(location: string, { wire, signal }: Way): Promise<number | null | WireAnswer> {
    const answer = await wire('HEAD', location, { headers: TUS, signal });

    if (answer.status === 404 || answer.status === 410)
        return null;
    return answer.status === 200 ? Number(answer.header('Upload-Offset') ?? 0) : answer;
}

/** The medium's id, once all of it is there. `location`: where an earlier page began. */
export async function sendTus(parcel: Parcel, location: string | null, way: Way): Promise<string> {
    const { size } = parcel.file;
    let at = location, offset: number | null = location ? null : 0, tries = 0;

    for (;;) {
        try {
            at ??= await create(parcel, way);
            if (offset === null) {
                const found = await offsetAt(at, way);
                if (found === null) {
                    [at, offset] = [null, 0];
                    continue;
                }
                if (typeof found !== 'number')
                    throw failed(found);
                offset = found;
            }
            way.told(offset);
            if (offset >= size)
                return idOf(at);
            offset = await piece(parcel.file, at, offset, way);
            tries = 0;
        } catch (error) {
            if (!(error instanceof UploadFailure) || !passes(error.problem) || ++tries === TRIES)
                throw error;
            /* What came of the piece before it broke counts: the server says how much. */
            offset = at ? null : 0;
            await way.wait(pauseOf(tries));
        }
    }
}

const passes = ({ code, status }: Problem): boolean =>
    code === 'offline' || status >= 500 || status === 409 || status === 423 || status === 404 || status === 410;

async function piece(file: Blob, location: string, offset: number, { wire, signal, told }: Way): Promise<number> {
    const answer = await wire('PATCH', location, {
        headers: { ...TUS, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
        body: file.slice(offset, offset + PIECE), signal, told: sent => told(offset + sent),
    });

    if (answer.status !== 204)
        throw failed(answer);
    return Number(answer.header('Upload-Offset'));
}
