/*
 * What somebody adds to what they write: files on their way to the server, each under a key of its own. Two go at a time. A medium that is
 * the server's already (of a draft, of a post that is edited) has a key too, so that all that is attached looks the same.
 */
import { newKey } from '../http';
import { problem, type Problem } from '../problems';
import type { Rest } from '../rest';
import { Board } from './board';
import { Course, tellWords, type CourseDeps } from './course';
import type { KeptUpload } from './kept';
import { Lanes } from './lanes';
import { mediumOf, type Medium, type RestMedium } from './medium';
import { idIn, keyOf, kindOf, uploadOf, type Added, type Upload, type Words } from './upload';

const AT_ONCE = 2, LOOKED_AT_MS = 60_000;

interface Deps extends Omit<CourseDeps, 'board' | 'lanes'> {
    rest: Rest;
    told: (uploads: readonly Upload[]) => void;
}

export class UploadList {
    readonly #deps: CourseDeps;
    readonly #courses = new Map<string, Course>();
    /** What is awaited by a post is not given up when its composer closes. */
    readonly #restoring = new Map<string, Promise<void>>();
    #order = 0;

    constructor({ told, ...deps }: Deps) {
        this.#deps = { ...deps, board: new Board(told), lanes: new Lanes(AT_ONCE) };
    }

    get all(): readonly Upload[] {
        return this.#deps.board.all;
    }

    of(key: string): Upload | undefined {
        return this.#deps.board.of(key);
    }

    /** Begins at once; the keys are theirs from here on. */
    add(files: readonly Added[]): string[] {
        return files.map(({ file, name, as, description = '' }) => {
            const key = newKey();
            this.#order = Math.max(Date.now(), this.#order + 1);
            this.#begin({
                key, order: this.#order, name, type: file.type, size: file.size, kind: kindOf(file.type, as), as, description, focus: null, file,
                location: null, mediaId: null, said: null,
            }).keep();
            return key;
        });
    }

    /** One that the server has already. */
    adopt(medium: Medium): string {
        const key = keyOf(medium.id);

        if (!this.of(key))
            this.#deps.board.put(uploadOf(medium));
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
        const kept = await this.#deps.storage.get(key).catch(() => undefined);
        if (kept && !this.of(key))
            this.#begin(kept);
    }

    /** Not to be attached after all: called off, or deleted at the server. */
    remove(key: string): void {
        const upload = this.of(key);

        this.#courses.get(key)?.callOff();
        this.#forget(key);
        if (upload?.mediaId && !idIn(key))
            void this.#deps.rest.delete(`/media/${upload.mediaId}`);
    }

    /** They belong to a post or a message now. */
    release(keys: readonly string[]): void {
        keys.forEach(key => this.#forget(key));
    }

    retry(key: string): void {
        if (this.of(key)?.state === 'failed')
            this.#courses.get(key)?.again();
    }

    /** Null: done. */
    async describe(key: string, words: Words): Promise<Problem | null> {
        const mediaId = this.of(key)?.mediaId;

        this.#deps.board.change(key, words);
        this.#courses.get(key)?.describe(words);
        return mediaId ? tellWords(key, mediaId, this.#deps) : null;
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
            await this.#deps.board.changed();
        }
    }

    /** Those that failed for want of a network go on. */
    wake(): void {
        for (const { key, state, problem: why } of this.all)
            if (state === 'failed' && why?.code === 'offline')
                this.retry(key);
    }

    #begin(kept: KeptUpload): Course {
        const course = new Course(kept, this.#deps);

        this.#courses.set(kept.key, course);
        course.begin();
        return course;
    }

    #forget(key: string): void {
        const { board, storage } = this.#deps, preview = this.of(key)?.preview;

        this.#courses.delete(key);
        void storage.remove(key).catch(() => {});
        if (preview)
            setTimeout(() => URL.revokeObjectURL(preview), LOOKED_AT_MS);
        board.drop(key);
    }
}
