/* One file's way: from this browser to the server, and there until it is made. What would be lost by a reload is kept on the way. */
import { newKey } from '../http';
import { problem, problemOf, type Problem } from '../problems';
import type { Board } from './board';
import { KEPT_MOST, type KeptUpload, type UploadStorage } from './kept';
import type { Lanes } from './lanes';
import { made, type Making } from './making';
import { mediumOf, type RestMedium } from './medium';
import { FORM_MOST, sendForm, sendTus, UploadFailure, type Parcel } from './send';
import { isSaid, type Words } from './upload';
import type { Wire } from './wire';

export interface CourseDeps extends Making {
    wire: Wire;
    storage: UploadStorage;
    board: Board;
    lanes: Lanes;
    previewOf: (file: Blob) => string | null;
}

/** Words of a medium that the server has. Null: done. */
export async function tellWords(key: string, mediaId: string, { board, rest }: Pick<CourseDeps, 'board' | 'rest'>): Promise<Problem | null> {
    const { description, focus, kind } = board.of(key)!;
    const answer = await rest.patch<RestMedium>(`/media/${mediaId}`, {
        description: description.trim() || null, ...(kind === 'image' || kind === 'video') && { focus: focus ?? { x: 0, y: 0 } },
    });

    if (answer.ok && answer.data.state !== 'waiting' && board.of(key)?.medium)
        board.change(key, { medium: mediumOf(answer.data) });
    return answer.ok ? null : answer.problem;
}

export class Course {
    readonly #key: string;
    readonly #deps: CourseDeps;
    #kept: KeptUpload;
    #stop = new AbortController();

    constructor(kept: KeptUpload, deps: CourseDeps) {
        this.#key = kept.key;
        this.#kept = kept;
        this.#deps = deps;
    }

    begin(): void {
        const { key, name, type, size, kind, file, mediaId, description, focus } = this.#kept;
        const isGone = !file && !mediaId;

        this.#deps.board.put({
            key, name, type, size, kind, description, focus, mediaId, medium: null, sent: mediaId ? size : 0,
            state: isGone ? 'failed' : mediaId ? 'processing' : 'waiting', problem: isGone ? problem('file_gone') : null,
            preview: file && kind !== 'file' ? this.#deps.previewOf(file) : null,
        });
        if (!isGone)
            void this.#run();
    }

    callOff(): void {
        this.#stop.abort();
    }

    /** A medium that failed stays failed: the file goes once more, as another. What a broken network held up goes on where it was. */
    again(): void {
        const { board } = this.#deps, isRefused = board.of(this.#key)?.problem?.code !== 'offline';

        if (isRefused)
            this.#change({ mediaId: null, location: null, said: null, sendKey: newKey() });
        const { mediaId, size } = this.#kept;
        this.#stop = new AbortController();
        board.change(this.#key, { state: mediaId ? 'processing' : 'waiting', problem: null, sent: mediaId ? size : 0, mediaId });
        void this.#run();
    }

    describe(words: Words): void {
        this.#change(words);
    }

    /** Once the server has it, the browser need not keep the file. */
    keep(): void {
        const { file, mediaId, size } = this.#kept;

        void this.#deps.storage.put({ ...this.#kept, file: mediaId || size > KEPT_MOST ? null : file }).catch(() => {});
    }

    async #run(): Promise<void> {
        const { signal } = this.#stop, { board, lanes } = this.#deps;

        try {
            const id = this.#kept.mediaId ?? await lanes.run(async () => signal.aborted ? null : this.#send(signal));
            if (signal.aborted || id === null)
                return;
            this.#arrived(id);
            const medium = await made(id, this.#deps, signal);
            if (medium)
                this.#made(medium);
        } catch (error) {
            if (!signal.aborted)
                board.change(this.#key, { state: 'failed', problem: error instanceof UploadFailure ? error.problem : problemOf(error) });
        }
    }

    async #send(signal: AbortSignal): Promise<string> {
        const { key, file, name, as, location, sendKey = key } = this.#kept, { board, wire, wait } = this.#deps;
        if (!file)
            throw problem('file_gone');
        const { description, focus } = this.#toSay();
        const parcel: Parcel = { file, name, as, description: description.trim(), focus };
        const way = {
            wire, wait, signal, told: (sent: number) => board.change(this.#key, { sent }), begun: (at: string) => this.#change({ location: at }),
        };

        board.change(this.#key, { state: 'sending' });
        if (file.size > FORM_MOST || location)
            return sendTus(parcel, location, way);
        this.keep();
        return (await sendForm(parcel, sendKey, way)).id;
    }

    /* The server may have heard an attempt whose answer was lost: one key is for one form. Of tus it is kept with the location. */
    #toSay(): Words {
        const { said, description, focus } = this.#kept, words = said ?? { description, focus };

        this.#kept = { ...this.#kept, said: words };
        return words;
    }

    /* What was written meanwhile is told. */
    #arrived(id: string): void {
        const { board } = this.#deps, { said } = this.#kept;

        this.#change({ mediaId: id, location: null });
        board.change(this.#key, { state: 'processing', mediaId: id, sent: this.#kept.size });
        if (said && !isSaid(board.of(this.#key)!, said))
            void tellWords(this.#key, id, this.#deps);
    }

    /* Words that are on their way to it are its own already. */
    #made(answer: RestMedium): void {
        const { board } = this.#deps, { description, focus } = board.of(this.#key)!;

        board.change(this.#key, { state: 'ready', medium: { ...mediumOf(answer), ...description.trim() && { description: description.trim() }, ...focus && { focus } } });
    }

    #change(change: Partial<KeptUpload>): void {
        this.#kept = { ...this.#kept, ...change };
        this.keep();
    }
}
