import { describe, expect, test, vi } from 'vitest';
import { problem } from '../problems';
import type { Answer, Rest } from '../rest';
import { InMemory } from '../keyed';
import type { KeptUpload } from './kept';
import type { RestMedium } from './medium';
import { FORM_MOST } from './send';
import { keyOf, kindOf } from './upload';
import { UploadList } from './upload-list';
import type { WireAnswer } from './wire';

const medium = (id: string, more: Partial<RestMedium> = {}): RestMedium => ({
    id, kind: 'image', mime: 'image/png', size: 3, width: 1, height: 1, duration: null, animated: false, description: null, focus: null, blurhash: null,
    url: `/media/${id}`, preview_url: null, sizes: [], waveform: null, filename: null, url_expires_at: null, state: 'ready', ...more,
});
const ok = <T>(data: T): Answer<T> => ({ ok: true, data, status: 200, next: null });
const json = (status: number, body: unknown): WireAnswer => ({ status, text: JSON.stringify(body), header: () => null });
const settle = () => new Promise(resolve => setTimeout(resolve, 5));

/** Media by id; the wire gives them ids from 1 on, until it is told otherwise. */
function aPlace({ storage = new InMemory<KeptUpload>(), wait = async (_: number) => {} } = {}) {
    const listeners = new Map<string, () => void>();
    const news = {
        live: false,
        on: (id: string, heard: () => void) => { listeners.set(id, heard); return () => void listeners.delete(id); },
    };
    const media = new Map<string, RestMedium>(), calls: string[] = [], sent: string[] = [], keysSent: (string | undefined)[] = [];
    const forms: (FormDataEntryValue | null)[][] = [];
    let last = 0, answer: (() => Promise<WireAnswer>) | null = null;
    const rest = {
        get: vi.fn(async (path: string) => {
            const found = media.get(path.split('/').pop()!);
            return found ? ok(found) : { ok: false, problem: problem('media_not_found', 404) };
        }),
        patch: vi.fn(async (path: string, body: Partial<RestMedium>) => {
            const id = path.split('/').pop()!, changed = { ...media.get(id)!, ...body };
            media.set(id, changed);
            return ok(changed);
        }),
        delete: vi.fn(async (path: string) => { calls.push(`DELETE ${path}`); return ok(undefined); }),
    } as unknown as Rest;
    const uploads = new UploadList({
        rest, storage, wait, news, told: () => {}, previewOf: () => 'blob:preview',
        wire: async (method, path, { headers, body } = {}) => {
            sent.push(`${method} ${path}`);
            keysSent.push(headers?.['Idempotency-Key']);
            if (body instanceof FormData)
                forms.push([body.get('description'), body.get('focus')]);
            if (answer)
                return answer();
            const id = String(++last);
            media.set(id, medium(id));
            return json(201, { id });
        },
    });

    return {
        uploads, news, listeners, media, rest, calls, sent, keysSent, forms, storage, answers: (next: typeof answer) => { answer = next; },
    };
}

const png = (name = 'a.png', size = 3) => ({ file: new Blob([new Uint8Array(size)], { type: 'image/png' }), name });

describe('what is added', () => {
    test('is sent, made and ready, in its order', async () => {
        const { uploads } = aPlace(), keys = uploads.add([png(), png('b.png'), png('c.png')]);
        expect(uploads.all.map(({ state, preview }) => [state, preview])[2]).toEqual(['waiting', 'blob:preview']);
        expect(await uploads.settled(keys)).toEqual(['1', '2', '3']);
        expect(uploads.of(keys[0]!)!.medium).toMatchObject({ id: '1', url: '/media/1' });
    });

    test('that is being made is asked for until it is', async () => {
        const { uploads, media, rest, answers } = aPlace();
        let asked = 0;
        answers(async () => json(202, { id: '9' }));
        media.set('9', medium('9', { state: 'processing' }));
        vi.mocked(rest.get).mockImplementation(async () => ok(medium('9', { state: ++asked < 3 ? 'processing' : 'ready' })) as never);
        expect(await uploads.settled(uploads.add([png()]))).toEqual(['9']);
        expect(asked).toBe(3);
    });

    test('and cannot be made says why, and can be tried again', async () => {
        const { uploads, media, keysSent, answers } = aPlace();
        answers(async () => json(202, { id: '9' }));
        media.set('9', medium('9', { state: 'failed', error: { code: 'media_broken', detail: '' } }));
        const [key] = uploads.add([png()]);
        await expect(uploads.settled([key!])).rejects.toMatchObject({ code: 'media_broken' });
        answers(null);
        uploads.retry(key!);
        expect(await uploads.settled([key!])).toEqual(['1']);
        expect(new Set(keysSent).size).toBe(2);
    });

    test('is gone at the server too when it is taken out', async () => {
        const { uploads, calls } = aPlace(), keys = uploads.add([png()]);
        await uploads.settled(keys);
        uploads.remove(keys[0]!);
        expect(calls).toEqual(['DELETE /media/1']);
        expect(uploads.all).toEqual([]);
    });

    test('in large goes by tus', async () => {
        const { uploads, sent, answers } = aPlace();
        answers(async () => json(413, { code: 'media_too_large', status: 413 }));
        await expect(uploads.settled(uploads.add([png('large.png', FORM_MOST + 1)]))).rejects.toMatchObject({ code: 'media_too_large' });
        expect(sent).toEqual(['POST /api/v1/media/tus']);
    });

    test('goes two at a time', async () => {
        const { uploads, sent, answers } = aPlace();
        answers(() => new Promise(() => {}));
        uploads.add([png(), png(), png(), png()]);
        await settle();
        expect(sent).toHaveLength(2);
    });
});

describe('what is being made', () => {
    const NEVER = () => new Promise<void>(() => {});

    test('is ready as soon as the connection says so, and is asked for seldom meanwhile', async () => {
        const wait = vi.fn((_: number) => NEVER()), { uploads, media, news, listeners, answers } = aPlace({ wait });
        news.live = true;
        answers(async () => json(202, { id: '9' }));
        media.set('9', medium('9', { state: 'processing' }));
        const [key] = uploads.add([png()]), settled = uploads.settled([key!]);
        await settle();
        expect(uploads.of(key!)!.state).toBe('processing');
        expect(wait.mock.calls).toEqual([[20_000]]);
        media.set('9', medium('9'));
        listeners.get('9')!();
        expect(await settled).toEqual(['9']);
        expect(listeners.size).toBe(0);
    });

    test('without a connection is asked for less and less often', async () => {
        let asked = 0;
        const waits: number[] = [], { uploads, rest, answers } = aPlace({ wait: async ms => { waits.push(ms); } });
        answers(async () => json(202, { id: '9' }));
        vi.mocked(rest.get).mockImplementation(async () => ok(medium('9', { state: ++asked < 6 ? 'processing' : 'ready' })) as never);
        await uploads.settled(uploads.add([png()]));
        expect(waits).toEqual([1000, 2000, 4000, 8000, 8000]);
    });

    test('leaves its lane to others', async () => {
        const { uploads, media, sent, answers } = aPlace({ wait: NEVER });
        answers(async () => json(202, { id: '9' }));
        media.set('9', medium('9', { state: 'processing' }));
        uploads.add([png(), png(), png(), png()]);
        await settle();
        expect(sent).toHaveLength(4);
    });

    test('and was asked for in vain without a network goes on, and is not sent again', async () => {
        const { uploads, media, rest, sent } = aPlace(), [key] = uploads.add([png()]);
        vi.mocked(rest.get).mockImplementationOnce(async () => ({ ok: false, problem: problem('offline') }) as never);
        await expect(uploads.settled([key!])).rejects.toMatchObject({ code: 'offline' });
        expect(media.size).toBe(1);
        expect(await uploads.settled([key!])).toEqual(['1']);
        expect(sent).toHaveLength(1);
    });
});

describe('words', () => {
    test('written while it is on its way are told as soon as it is there', async () => {
        const { uploads, media, answers } = aPlace();
        let arrive = (_: WireAnswer) => {};
        answers(() => new Promise(resolve => { arrive = resolve; }));
        const [key] = uploads.add([png()]);
        await settle();
        await uploads.describe(key!, { description: ' A cat ', focus: { x: 0.5, y: 0 } });
        media.set('7', medium('7'));
        arrive(json(201, { id: '7' }));
        await uploads.settled([key!]);
        await settle();
        expect(media.get('7')).toMatchObject({ description: 'A cat', focus: { x: 0.5, y: 0 } });
    });

    const CAT = { description: 'A cat', focus: { x: 0.5, y: 0 } }, DOG = { description: 'A dog', focus: { x: 0, y: 1 } };
    const NOTHING = async () => ({ status: 0, text: '', header: () => null });

    /* One that the server may have: its answer was lost. Its words are others since. */
    async function aLostOne(place = aPlace()) {
        place.answers(NOTHING);
        const [key] = place.uploads.add([{ ...png(), description: 'First' }]);
        await expect(place.uploads.settled([key!])).rejects.toMatchObject({ code: 'offline' });
        await place.uploads.describe(key!, CAT);
        return { ...place, key: key! };
    }

    test('written when nothing answered do not change what is sent under the same key, and are told afterwards', async () => {
        const { uploads, key, keysSent, forms, media, answers } = await aLostOne();
        answers(null);
        expect(await uploads.settled([key])).toEqual(['1']);
        await settle();
        expect(new Set(keysSent)).toEqual(new Set([key]));
        expect(new Set(forms.map(String))).toEqual(new Set(['First,']));
        expect(media.get('1')).toMatchObject(CAT);
    });

    test('nor after a reload, however often', async () => {
        const lost = await aLostOne(), { key, storage } = lost, again = aPlace({ storage });
        again.answers(NOTHING);
        await expect(again.uploads.settled([key])).rejects.toMatchObject({ code: 'offline' });
        await again.uploads.describe(key, DOG);
        const last = aPlace({ storage });
        expect(await last.uploads.settled([key])).toEqual(['1']);
        await settle();
        expect(new Set([...lost.keysSent, ...again.keysSent, ...last.keysSent])).toEqual(new Set([key]));
        expect(new Set([...lost.forms, ...again.forms, ...last.forms].map(String))).toEqual(new Set(['First,']));
        expect(last.media.get('1')).toMatchObject(DOG);
    });

    test('of one that was refused go with the next form, which has a key of its own after a reload too', async () => {
        const { uploads, storage, keysSent, forms, answers, key } = await aLostOne();
        answers(async () => json(413, { code: 'media_too_large', status: 413 }));
        await expect(uploads.settled([key])).rejects.toMatchObject({ code: 'media_too_large' });
        answers(NOTHING);
        uploads.retry(key);
        await expect(uploads.settled([key])).rejects.toMatchObject({ code: 'offline' });
        const after = aPlace({ storage });
        expect(await after.uploads.settled([key])).toEqual(['1']);
        expect(after.keysSent).toEqual([keysSent.at(-1)]);
        expect(after.keysSent).not.toEqual([key]);
        expect([forms.at(-1), ...after.forms].map(String)).toEqual(['A cat,0.5,0', 'A cat,0.5,0']);
        expect(after.rest.patch).not.toHaveBeenCalled();
    });

    test('written between the pieces of a large one are told when all of it is there', async () => {
        const before = aPlace();
        before.answers(async () => before.sent.length > 1 ? NOTHING() : { status: 201, text: '', header: () => '/api/v1/media/tus/77' });
        const [key] = before.uploads.add([{ ...png('large.png', FORM_MOST + 1), description: 'First' }]);
        await expect(before.uploads.settled([key!])).rejects.toMatchObject({ code: 'offline' });
        await before.uploads.describe(key!, CAT);
        const after = aPlace({ storage: before.storage });
        after.media.set('77', medium('77'));
        after.answers(async () => ({ status: 200, text: '', header: () => String(FORM_MOST + 1) }));
        expect(await after.uploads.settled([key!])).toEqual(['77']);
        await settle();
        expect(after.sent).toEqual(['HEAD /api/v1/media/tus/77']);
        expect(after.media.get('77')).toMatchObject(CAT);
    });

    test('written later change it', async () => {
        const { uploads, media } = aPlace(), keys = uploads.add([png()]);
        await uploads.settled(keys);
        expect(await uploads.describe(keys[0]!, { description: 'A dog', focus: null })).toBe(null);
        expect(media.get('1')!.description).toBe('A dog');
        expect(uploads.of(keys[0]!)!.medium!.description).toBe('A dog');
    });
});

describe('after a reload', () => {
    test('what was not sent goes on, with its words', async () => {
        const before = aPlace();
        before.answers(() => new Promise(() => {}));
        const [key] = before.uploads.add([{ ...png(), description: 'A cat' }]);
        await settle();
        const after = aPlace({ storage: before.storage });
        expect(await after.uploads.settled([key!])).toEqual(['1']);
        expect(after.uploads.of(key!)!.description).toBe('A cat');
    });

    test('what the server had is not sent again, and the browser has let go of the file', async () => {
        const before = aPlace(), keys = before.uploads.add([png()]);
        await before.uploads.settled(keys);
        expect((await before.storage.all())[0]).toMatchObject({ file: null, mediaId: '1' });
        const after = aPlace({ storage: before.storage });
        after.media.set('1', medium('1'));
        expect(await after.uploads.settled(keys)).toEqual(['1']);
        expect(after.sent).toEqual([]);
    });

    test('what cannot be made after all cannot be sent again: the file is no longer here', async () => {
        const before = aPlace(), keys = before.uploads.add([png()]);
        await before.uploads.settled(keys);
        const after = aPlace({ storage: before.storage });
        after.media.set('1', medium('1', { state: 'failed', error: { code: 'media_broken', detail: '' } }));
        await expect(after.uploads.settled(keys)).rejects.toMatchObject({ code: 'media_broken' });
        after.uploads.retry(keys[0]!);
        await expect(after.uploads.settled(keys)).rejects.toMatchObject({ code: 'file_gone' });
    });

    test('what was sent with a post is not there any more', async () => {
        const { uploads, storage } = aPlace(), keys = uploads.add([png()]);
        await uploads.settled(keys);
        uploads.release(keys);
        await settle();
        expect(await storage.all()).toEqual([]);
    });

    test('what is nowhere is refused as such', async () => {
        await expect(aPlace().uploads.settled(['gone'])).rejects.toMatchObject({ code: 'media_not_found' });
    });

    test('a medium of the server\'s has a key of its own', async () => {
        const { uploads, media, calls } = aPlace();
        media.set('31', medium('31', { description: 'There before' }));
        expect(await uploads.settled([keyOf('31')])).toEqual(['31']);
        expect(uploads.of('m31')!.description).toBe('There before');
        uploads.remove('m31');
        expect(calls).toEqual([]);
    });
});

test('without a network it waits, and goes on when asked again', async () => {
    const { uploads, answers } = aPlace();
    answers(async () => ({ status: 0, text: '', header: () => null }));
    const [key] = uploads.add([png()]);
    await expect(uploads.settled([key!])).rejects.toMatchObject({ code: 'offline' });
    answers(null);
    expect(await uploads.settled([key!])).toEqual(['1']);
});

test.each([['image/png', undefined, 'image'], ['video/mp4', undefined, 'video'], ['audio/ogg', 'voice', 'voice'], ['text/plain', undefined, 'file'],
    ['image/svg+xml', 'file', 'file']] as const)('%s as %s is %s', (type, as, kind) => {
    expect(kindOf(type, as)).toBe(kind);
});
