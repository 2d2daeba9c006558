/* A voice message while it is spoken: what the microphone gives, how loud it is, how long it has been. */

export type RecordingState = 'asking' | 'recording' | 'ended' | 'refused' | 'missing';

export interface Recorded { file: Blob; name: string; seconds: number }

type Recorder = Pick<MediaRecorder, 'start' | 'stop' | 'mimeType' | 'ondataavailable' | 'onstop' | 'state'>;

export interface Microphone {
    /** Rejected with a NotAllowedError, or NotFoundError. */
    open(): Promise<MediaStream>;
    recorder(stream: MediaStream): Recorder;
    /** How loud it is now, from 0 to 1. */
    meter(stream: MediaStream): { level: () => number; close: () => void };
    now(): number;
    every(ms: number, run: () => void): () => void;
}

const TICK_MS = 100, LEVELS_MOST = 48;
export const LONGEST_S = 600;

const ENDS: Record<string, string> = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' };

/** Those that the server takes, the best first. */
export const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm'];

export function nameFor(type: string): string {
    return `voice.${ENDS[type.split(';', 1)[0]!] ?? 'webm'}`;
}

export interface Shown { state: RecordingState; seconds: number; levels: readonly number[] }

export class Recording {
    #shown: Shown = { state: 'asking', seconds: 0, levels: [] };
    #parts: Blob[] = [];
    #recorder: Recorder | null = null;
    #stream: MediaStream | null = null;
    #ends: (() => void)[] = [];
    #began = 0;
    #given: ((recorded: Recorded | null) => void) | null = null;
    readonly #microphone: Microphone;
    readonly #told: (shown: Shown) => void;

    constructor(microphone: Microphone, told: (shown: Shown) => void) {
        this.#microphone = microphone;
        this.#told = told;
    }

    async begin(): Promise<void> {
        try {
            const stream = await this.#microphone.open();
            if (this.#shown.state !== 'asking')
                return stream.getTracks().forEach(track => track.stop());
            this.#record(stream);
        } catch (error) {
            if (this.#shown.state === 'asking')
                this.#tell({ state: (error as { name?: string }).name === 'NotFoundError' ? 'missing' : 'refused' });
        }
    }

    #record(stream: MediaStream): void {
        const meter = this.#microphone.meter(stream), recorder = this.#microphone.recorder(stream);

        this.#stream = stream;
        this.#recorder = recorder;
        recorder.ondataavailable = ({ data }) => { data.size && this.#parts.push(data); };
        recorder.onstop = () => this.#stopped();
        recorder.start(1000);
        this.#began = this.#microphone.now();
        this.#ends = [meter.close, this.#microphone.every(TICK_MS, () => this.#tick(meter.level()))];
        this.#tell({ state: 'recording' });
    }

    #tick(level: number): void {
        const seconds = (this.#microphone.now() - this.#began) / 1000;

        this.#tell({ seconds, levels: [...this.#shown.levels, level].slice(-LEVELS_MOST) });
        if (seconds >= LONGEST_S && this.#recorder?.state === 'recording')
            this.#recorder.stop();
    }

    /** Null: nothing was said. */
    end(): Promise<Recorded | null> {
        return new Promise(resolve => {
            if (this.#shown.state === 'ended' || this.#shown.state === 'recording') {
                this.#given = resolve;
                if (this.#recorder?.state === 'recording')
                    this.#recorder.stop();
                else
                    this.#give();
            } else
                resolve(null);
        });
    }

    /** It is thrown away. */
    cancel(): void {
        this.#given = null;
        this.#parts = [];
        if (this.#recorder)
            this.#recorder.ondataavailable = null;
        if (this.#recorder?.state === 'recording')
            this.#recorder.stop();
        this.#close();
        this.#tell({ state: 'ended' });
    }

    #stopped(): void {
        this.#close();
        this.#tell({ state: 'ended' });
        this.#give();
    }

    #give(): void {
        const type = (this.#recorder?.mimeType || 'audio/webm').split(';', 1)[0]!, file = new Blob(this.#parts, { type });

        this.#given?.(file.size ? { file, name: nameFor(type), seconds: this.#shown.seconds } : null);
        this.#given = null;
    }

    #close(): void {
        this.#ends.forEach(end => end());
        this.#ends = [];
        this.#stream?.getTracks().forEach(track => track.stop());
        this.#stream = null;
    }

    #tell(change: Partial<Shown>): void {
        this.#shown = { ...this.#shown, ...change };
        this.#told(this.#shown);
    }
}
