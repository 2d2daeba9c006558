import { describe, expect, test } from 'vitest';
import { FORM_MOST, idOf, metadataOf, PIECE, sendForm, sendTus, UploadFailure, type Way } from './send';
import type { WireAnswer, WireRequest } from './wire';

interface Heard { method: string; path: string; headers: Readonly<Record<string, string>>; size: number | null }
type Answer = Partial<Omit<WireAnswer, 'header'>> & { headers?: Record<string, string> };

/** Each request is answered by the next one; the last goes on. */
function aServer(...answers: (Answer | ((heard: Heard) => Answer))[]) {
    const heard: Heard[] = [], told: number[] = [], began: string[] = [], waits: number[] = [];
    const way: Way = {
        wire: async (method: string, path: string, { headers = {}, body = null }: WireRequest = {}) => {
            const one: Heard = { method, path, headers, size: body instanceof Blob ? body.size : null };
            heard.push(one);
            const next = (answers.length > 1 ? answers.shift() : answers[0]) ?? {};
            const { status = 200, text = '', headers: said = {} } = typeof next === 'function' ? next(one) : next;
            return { status, text, header: name => said[name] ?? null };
        },
        wait: async ms => void waits.push(ms), signal: new AbortController().signal, told: sent => void told.push(sent), begun: at => void began.push(at),
    };

    return { way, heard, told, began, waits };
}

const aFile = (size: number, type = 'video/mp4') => ({ file: new Blob([new Uint8Array(size)], { type }), name: 'film.mp4' });
const created: Answer = { status: 201, headers: { Location: '/api/v1/media/tus/77' } };
const taken = (heard: Heard): Answer => ({ status: 204, headers: { 'Upload-Offset': String(Number(heard.headers['Upload-Offset']) + heard.size!) } });
const at = (offset: number): Answer => ({ status: 200, headers: { 'Upload-Offset': String(offset) } });
const refusal = (status: number, code: string): Answer => ({ status, text: JSON.stringify({ code, status, detail: code }) });

describe('one form', () => {
    test('has the same key however often it is sent', async () => {
        const { way, heard, waits } = aServer({ status: 0 }, { status: 503 }, { status: 202, text: '{"id":"5"}' });
        expect(await sendForm(aFile(3, 'image/png'), 'k', way)).toEqual({ id: '5' });
        expect(heard.map(({ headers }) => headers['Idempotency-Key'])).toEqual(['k', 'k', 'k']);
        expect(waits).toEqual([1000, 2000]);
    });

    test('that is refused is not sent again', async () => {
        const { way, heard } = aServer(refusal(415, 'unsupported_media'));
        await expect(sendForm(aFile(3), 'k', way)).rejects.toMatchObject({ problem: { code: 'unsupported_media', status: 415 } });
        expect(heard).toHaveLength(1);
    });

    test('fails in the end where nothing answers', async () => {
        await expect(sendForm(aFile(3), 'k', aServer({ status: 0 }).way)).rejects.toMatchObject({ problem: { code: 'offline' } });
    });
});

describe('tus', () => {
    test('sends pieces, one after the other', async () => {
        const { way, heard, began, told } = aServer(created, taken);
        expect(await sendTus(aFile(PIECE + 10), null, way)).toBe('77');
        expect(heard.map(({ method, headers, size }) => [method, headers['Upload-Offset'], size])).toEqual([
            ['POST', undefined, null], ['PATCH', '0', PIECE], ['PATCH', String(PIECE), 10],
        ]);
        expect(heard.every(({ headers }) => headers['Tus-Resumable'] === '1.0.0')).toBe(true);
        expect(heard[0]!.headers['Upload-Length']).toBe(String(PIECE + 10));
        expect(began).toEqual(['/api/v1/media/tus/77']);
        expect(told.at(-1)).toBe(PIECE + 10);
    });

    test('after a reload goes on where the server is', async () => {
        const { way, heard, began } = aServer(at(PIECE), taken);
        expect(await sendTus(aFile(PIECE + 10), '/api/v1/media/tus/77', way)).toBe('77');
        expect(heard.map(({ method, size }) => [method, size])).toEqual([['HEAD', null], ['PATCH', 10]]);
        expect(began).toEqual([]);
    });

    test('that all came is not sent again', async () => {
        const { way, heard } = aServer(at(10));
        expect(await sendTus(aFile(10), '/api/v1/media/tus/77', way)).toBe('77');
        expect(heard).toHaveLength(1);
    });

    test.each([[404], [410]])('begins again where the server knows nothing of it any more (%d)', async status => {
        const { way, heard } = aServer({ status }, created, taken);
        await sendTus(aFile(10), '/api/v1/media/tus/66', way);
        expect(heard.map(({ method, path }) => `${method} ${path}`)).toEqual([
            'HEAD /api/v1/media/tus/66', 'POST /api/v1/media/tus', 'PATCH /api/v1/media/tus/77',
        ]);
    });

    test('asks how much came before the connection broke', async () => {
        const { way, heard } = aServer(created, { status: 0 }, at(7), taken);
        expect(await sendTus(aFile(10), null, way)).toBe('77');
        expect(heard.map(({ method, headers }) => [method, headers['Upload-Offset']])).toEqual([
            ['POST', undefined], ['PATCH', '0'], ['HEAD', undefined], ['PATCH', '7'],
        ]);
    });

    test('an offset that is not the server\'s is asked for again', async () => {
        const { way, heard } = aServer(created, refusal(409, 'upload_offset'), at(4), taken);
        await sendTus(aFile(10), null, way);
        expect(heard.at(-1)!.headers['Upload-Offset']).toBe('4');
    });

    test('that is refused says why', async () => {
        const { way, heard } = aServer(refusal(413, 'media_too_large'));
        await expect(sendTus(aFile(10), null, way)).rejects.toBeInstanceOf(UploadFailure);
        expect(heard).toHaveLength(1);
    });

    test('gives up after a while without a network', async () => {
        const { way, heard, waits } = aServer(created, { status: 0 });
        await expect(sendTus(aFile(10), null, way)).rejects.toMatchObject({ problem: { code: 'offline' } });
        expect(heard.length).toBeLessThan(20);
        expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
    });
});

test('what is said of it beforehand is in base64, in any script', () => {
    const said = metadataOf({ ...aFile(1), name: 'Käse.mp4', description: 'جبن', focus: { x: 0.5, y: -1 } });
    const members = Object.fromEntries(said.split(',').map(one => one.split(' ') as [string, string]));
    const text = (name: string) => new TextDecoder().decode(Uint8Array.from(atob(members[name]!), one => one.charCodeAt(0)));
    expect([text('filename'), text('filetype'), text('description'), text('focus')]).toEqual(['Käse.mp4', 'video/mp4', 'جبن', '0.5,-1']);
    expect(metadataOf({ ...aFile(1), as: 'voice' })).toContain(`kind ${btoa('voice')}`);
});

test('an address has its id at the end', () => {
    expect(idOf('/api/v1/media/tus/123')).toBe('123');
    expect(FORM_MOST).toBeGreaterThan(0);
});
