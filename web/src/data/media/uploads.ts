/*
 * What somebody adds to what they write: files on their way to the server, each under a key of its own. Two go at a time. A medium that is
 * the server's already (of a draft, of a post that is edited) has a key too, so that all that is attached looks the same.
 */
import { create } from 'zustand';
import { newKey } from '../http';
import { problem, problemOf, type Problem } from '../problems';
import { rest, type Rest } from '../rest';
import { viewerNow } from '../viewer';
import { IndexedUploads, KEPT_MOST, MemoryUploads, type KeptUpload, type UploadStorage } from './kept';
import { mediumOf, type Focus, type Medium, type MediumKind, type RestMedium } from './medium';
import { FORM_MOST, sendForm, sendTus, UploadFailure, type Parcel } from './send';
import { wire, type Wire } from './wire';

export type UploadState = 'waiting' | 'sending' | 'processing' | 'ready' | 'failed';

export interface Upload {
    key: string;
    name: string;
    type: string;
    size: number;
    kind: MediumKind;
    state: UploadState;
    /** Octets that have gone. */
    sent: number;
    problem: Problem | null;
    mediaId: string | null;
    /** Once it is ready. */
    medium: Medium | null;
    /** Of this browser: a picture to look at meanwhile. */
    preview: string | null;
    description: string;
    focus: Focus | null;
}

export interface Added {
    file: Blob;
    name: string;
    as?: 'voice' | 'file';
    description?: string;
}

interface Deps {
    wire: Wire;
    rest: Rest;
    storage: UploadStorage;
    wait: (ms: number) => Promise<void>;
    told: (uploads: readonly Upload[]) => void;
    previewOf: (file: Blob) => string | null;
}

const AT_ONCE = 2, ASK_AGAIN_MS = 1_000, OWN = 'm';

/** The key of a medium that the server has. */
export const keyOf = (mediaId: string): string => OWN + mediaId;
const idIn = (key: string): string | null => /^m\d+$/.test(key) ? key.slice(OWN.length) : null;

export function kindOf(type: string, as?: 'voice' | 'file'): MediumKind {
    const [first] = type.split('/');

    return as ?? (first === 'image' || first === 'video' || first === 'audio' ? first : 'file');
}

interface Held {
    kept: KeptUpload;
    stop: AbortController;
    /** What the server was told of it when it began. */
    said?: { description: string; focus: Focus | null };
}

export class Uploads {
    readonly #deps: Deps;
    readonly #held = new Map<string, Held>();
    readonly #waiting: string[] = [];
    readonly #listeners = new Set<() => void>();
    #uploads: readonly Upload[] = [];
    #running = 0;
    #order = 0;
    /** What is awaited by a post is not given up when its composer closes. */
    readonly #restoring = new Map<string, Promise<void>>();

    constructor(deps: Deps) {
        this.#deps = deps;
    }

    get all(): readonly Upload[] {
        return this.#uploads;
    }

    of(key: string): Upload | undefined {
        return this.#uploads.find(one => one.key === key);
    }

    /** Begins at once; the keys are theirs from here on. */
    add(files: readonly Added[]): string[] {
        return files.map(({ file, name, as, description = '' }) => {
            const key = newKey(), kept: KeptUpload = {
                key, order: this.#order = Math.max(Date.now(), this.#order + 1), name, type: file.type, size: file.size, kind: kindOf(file.type, as), as,
                description, focus: null, file, location: null, mediaId: null,
            };
            this.#keep(kept);
            this.#hold(kept);
            return key;
        });
    }

    /** One that the server has already. */
    adopt(medium: Medium): string {
        const key = keyOf(medium.id);

        if (!this.of(key))
            this.#put({
                key, name: medium.filename ?? '', type: medium.mime ?? '', size: medium.size ?? 0, kind: medium.kind, state: 'ready',
                sent: medium.size ?? 0, problem: null, mediaId: medium.id, medium, preview: null, description: medium.description ?? '', focus: medium.focus,
            });
        return key;
    }

    /** What an earlier page added, or a draft of the server's has. Resolved once all of it is known, or known to be gone. */
    async restore(keys: readonly string[]): Promise<void> {
        const unknown = keys.filter(key => !this.of(key));

        await Promise.all(unknown.map(key => {
            const under = this.#restoring.get(key) ?? this.#restored(key).finally(() => this.#restoring.delete(key));
            this.#restoring.set(key, under);
            return under;
        }));
    }

    async #restored(key: string): Promise<void> {
        const id = idIn(key);
        if (id) {
            const answer = await this.#deps.rest.get<RestMedium>(`/media/${id}`);
            if (answer.ok)
                this.adopt(mediumOf(answer.data));
            else if (answer.problem.status !== 404)
                throw answer.problem;
            return;
        }
        const [kept] = await this.#deps.storage.load([key]).catch(() => []);
        if (kept && !this.of(key))
            this.#hold(kept);
    }

    /** Not to be attached after all: called off, or deleted at the server. */
    remove(key: string): void {
        const upload = this.of(key), held = this.#held.get(key);

        held?.stop.abort();
        this.#forget(key);
        if (upload?.mediaId && !idIn(key))
            void this.#deps.rest.delete(`/media/${upload.mediaId}`);
    }

    /** They belong to a post or a message now. */
    release(keys: readonly string[]): void {
        keys.forEach(key => this.#forget(key));
    }

    retry(key: string): void {
        const held = this.#held.get(key);

        if (!held || this.of(key)?.state !== 'failed')
            return;
        /* A medium that failed stays failed: the file goes once more. */
        held.kept = { ...held.kept, mediaId: null, location: this.of(key)?.problem?.status ? null : held.kept.location };
        held.stop = new AbortController();
        this.#change(key, { state: 'waiting', problem: null, sent: 0, mediaId: null });
        this.#keep(held.kept);
        this.#enqueue(key);
    }

    /** Words for those who do not see it, and what crops keep in sight. Null: done. */
    async describe(key: string, { description, focus }: { description: string; focus: Focus | null }): Promise<Problem | null> {
        const upload = this.of(key), held = this.#held.get(key);

        this.#change(key, { description, focus });
        if (held) {
            held.kept = { ...held.kept, description, focus };
            this.#keep(held.kept);
        }
        return upload?.mediaId ? this.#tellWords(key, upload.mediaId) : null;
    }

    async #tellWords(key: string, mediaId: string): Promise<Problem | null> {
        const { description, focus, kind } = this.of(key)!;
        const answer = await this.#deps.rest.patch<RestMedium>(`/media/${mediaId}`, {
            description: description.trim() || null, ...(kind === 'image' || kind === 'video') && { focus: focus ?? { x: 0, y: 0 } },
        });

        if (answer.ok && answer.data.state !== 'waiting' && this.of(key)?.medium)
            this.#change(key, { medium: mediumOf(answer.data) });
        return answer.ok ? null : answer.problem;
    }

    /** Their ids, in order, once all are ready. Rejected with the first one's problem. */
    async settled(keys: readonly string[]): Promise<string[]> {
        await this.restore(keys);
        this.wake();
        for (;;) {
            const uploads = keys.map(key => this.of(key));
            if (uploads.some(one => !one))
                throw problem('media_not_found', 422);
            const failed = uploads.find(one => one!.state === 'failed');
            if (failed)
                throw failed.problem!;
            if (uploads.every(one => one!.state === 'ready'))
                return uploads.map(one => one!.mediaId!);
            await new Promise<void>(resolve => {
                const heard = () => {
                    this.#listeners.delete(heard);
                    resolve();
                };
                this.#listeners.add(heard);
            });
        }
    }

    /** Those that failed for want of a network go on. */
    wake(): void {
        for (const { key, state, problem: why } of this.#uploads)
            if (state === 'failed' && why?.code === 'offline')
                this.retry(key);
    }

    /* ---- on their way ---- */

    #hold(kept: KeptUpload): void {
        const { key, name, type, size, kind, file, mediaId, description, focus } = kept;
        const isGone = !file && !mediaId;

        this.#held.set(key, { kept, stop: new AbortController() });
        this.#put({
            key, name, type, size, kind, description, focus, mediaId, medium: null, sent: mediaId ? size : 0,
            state: isGone ? 'failed' : mediaId ? 'processing' : 'waiting', problem: isGone ? problem('file_gone') : null,
            preview: file && (kind === 'image' || kind === 'video' || kind === 'audio' || kind === 'voice') ? this.#deps.previewOf(file) : null,
        });
        if (!isGone)
            this.#enqueue(key);
    }

    #enqueue(key: string): void {
        this.#waiting.push(key);
        this.#pump();
    }

    #pump(): void {
        while (this.#running < AT_ONCE && this.#waiting.length) {
            const key = this.#waiting.shift()!, held = this.#held.get(key);
            if (!held)
                continue;
            this.#running++;
            void this.#run(key, held).finally(() => {
                this.#running--;
                this.#pump();
            });
        }
    }

    async #run(key: string, held: Held): Promise<void> {
        const { signal } = held.stop;

        try {
            const id = held.kept.mediaId ?? await this.#send(key, held);
            if (signal.aborted)
                return;
            this.#learn(key, held, id);
            await this.#made(key, id, signal);
        } catch (error) {
            if (!signal.aborted)
                this.#change(key, { state: 'failed', problem: error instanceof UploadFailure ? error.problem : problemOf(error) });
        }
    }

    async #send(key: string, held: Held): Promise<string> {
        const { file, name, as, description, focus, location } = held.kept;
        const parcel: Parcel = { file: file!, name, as, description: description.trim(), focus };
        const way = {
            wire: this.#deps.wire, wait: this.#deps.wait, signal: held.stop.signal, told: (sent: number) => this.#change(key, { sent }),
            begun: (at: string) => {
                held.kept = { ...held.kept, location: at };
                this.#keep(held.kept);
            },
        };

        held.said = { description, focus };
        this.#change(key, { state: 'sending' });
        if (file!.size > FORM_MOST || location)
            return sendTus(parcel, location, way);
        return (await sendForm(parcel, key, way)).id;
    }

    /* From here on the server has it: the browser need not keep the file. What was written meanwhile is told. */
    #learn(key: string, held: Held, id: string): void {
        const { description, focus } = this.of(key)!, { kept, said } = held;

        held.kept = { ...kept, mediaId: id, location: null };
        this.#keep({ ...held.kept, file: null });
        this.#change(key, { state: 'processing', mediaId: id, sent: kept.size });
        if (said && (description !== said.description || focus !== said.focus))
            void this.#tellWords(key, id);
    }

    async #made(key: string, id: string, signal: AbortSignal): Promise<void> {
        for (;;) {
            const answer = await this.#deps.rest.get<RestMedium>(`/media/${id}`, { signal });
            if (signal.aborted)
                return;
            if (!answer.ok)
                throw answer.problem;
            const { state, error } = answer.data;
            if (state === 'failed')
                throw problem(error?.code ?? 'media_failed', 422, { detail: error?.detail ?? '' });
            if (state === 'ready' || state === undefined) {
                const { description, focus } = this.of(key)!;
                const medium = { ...mediumOf(answer.data), ...description.trim() && { description: description.trim() }, ...focus && { focus } };
                return this.#change(key, { state: 'ready', medium });
            }
            await this.#deps.wait(ASK_AGAIN_MS);
        }
    }

    /* ---- keeping ---- */

    #keep(kept: KeptUpload): void {
        const file = kept.file && kept.file.size <= KEPT_MOST ? kept.file : null;

        void this.#deps.storage.put({ ...kept, file }).catch(() => {});
    }

    #forget(key: string): void {
        const upload = this.of(key);

        this.#held.delete(key);
        void this.#deps.storage.remove(key).catch(() => {});
        if (upload?.preview)
            setTimeout(() => URL.revokeObjectURL(upload.preview!), 60_000);
        this.#tell(this.#uploads.filter(one => one.key !== key));
    }

    #put(upload: Upload): void {
        this.#tell([...this.#uploads, upload]);
    }

    #change(key: string, change: Partial<Upload>): void {
        this.#tell(this.#uploads.map(one => one.key === key ? { ...one, ...change } : one));
    }

    #tell(uploads: readonly Upload[]): void {
        this.#uploads = uploads;
        this.#deps.told(uploads);
        [...this.#listeners].forEach(heard => heard());
    }
}

/* ---- the page's own ---- */

const useStore = create<{ uploads: readonly Upload[] }>(() => ({ uploads: [] }));
let own: Uploads | null = null;

const waited = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

export function uploads(): Uploads {
    if (!own) {
        const storage = typeof indexedDB === 'undefined' ? new MemoryUploads() : new IndexedUploads(`kith-uploads-${viewerNow()?.id ?? ''}`);
        own = new Uploads({
            wire, rest, storage, wait: waited, told: all => useStore.setState({ uploads: all }), previewOf: file => URL.createObjectURL(file),
        });
        addEventListener('online', () => own!.wake());
    }
    return own;
}

/** Of those that the server has whole. */
export function readyIds(keys: readonly string[]): string[] {
    return keys.flatMap(key => uploads().of(key)?.state === 'ready' ? uploads().of(key)!.mediaId! : idIn(key) ?? []);
}

/** Whether one of them cannot be sent as it is. */
export const hasFailed = (keys: readonly string[]): boolean =>
    keys.some(key => uploads().of(key)?.state === 'failed' && uploads().of(key)!.problem?.code !== 'offline');

/** Those of the keys, in their order; what is not known (yet) is left out. */
export function useUploads(keys: readonly string[]): readonly Upload[] {
    const all = useStore(state => state.uploads);

    return keys.flatMap(key => all.find(one => one.key === key) ?? []);
}

export const useUpload = (key: string): Upload | undefined => useStore(state => state.uploads.find(one => one.key === key));
