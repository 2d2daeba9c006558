/* One request that tells how much of its body has gone. `fetch` cannot. */
import { onUnauthorizedAnswer } from '../http';

export interface WireRequest {
    headers?: Readonly<Record<string, string>>;
    body?: Blob | FormData | null;
    signal?: AbortSignal;
    /** Octets of the body that have left. */
    told?: (sent: number) => void;
}

export interface WireAnswer {
    /** 0: none came. */
    status: number;
    header: (name: string) => string | null;
    text: string;
}

export type Wire = (method: string, path: string, request?: WireRequest) => Promise<WireAnswer>;

const NOTHING: WireAnswer = { status: 0, header: () => null, text: '' };

/** Rejected with an AbortError if it was called off; everything else is an answer. */
export const wire: Wire = (method, path, { headers = {}, body = null, signal, told } = {}) => new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    const stop = () => asked.abort();
    const end = (answer: WireAnswer) => {
        signal?.removeEventListener('abort', stop);
        resolve(answer);
    };

    if (signal?.aborted)
        return reject(new DOMException('aborted', 'AbortError'));
    asked.open(method, path);
    for (const [name, value] of Object.entries(headers))
        asked.setRequestHeader(name, value);
    if (told)
        asked.upload.onprogress = event => told(event.loaded);
    asked.onload = () => {
        if (asked.status === 401)
            onUnauthorizedAnswer();
        end({ status: asked.status, header: name => asked.getResponseHeader(name), text: asked.responseText });
    };
    asked.onerror = asked.ontimeout = () => end(NOTHING);
    asked.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    signal?.addEventListener('abort', stop);
    asked.send(body);
});
