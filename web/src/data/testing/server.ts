/* A server of which the test is the other end: each call is answered by the next of what it was told, or breaks. */
import type { Fetch } from '../http';

export interface Said { status?: number; body?: unknown; headers?: Record<string, string> }
export interface Heard { method: string; path: string; headers: Headers; body: unknown }

export interface FakeServer {
    fetch: Fetch;
    heard: Heard[];
    /** 'broken': the network ends before an answer. */
    say(...answers: (Said | 'broken')[]): void;
}

export function fakeServer(): FakeServer {
    const heard: Heard[] = [], answers: (Said | 'broken')[] = [];

    return {
        heard,
        say: (...more) => void answers.push(...more),
        fetch: async (input, init = {}) => {
            const text = init.body as string | undefined;
            heard.push({
                method: init.method ?? 'GET', path: String(input), headers: new Headers(init.headers), body: text && JSON.parse(text) as unknown,
            });
            const next = answers.shift() ?? { status: 500 };
            if (next === 'broken')
                throw new TypeError('fetch failed');
            const { status = 200, body, headers = {} } = next;
            return new Response(status === 204 || status === 304 ? null : JSON.stringify(body ?? null), {
                status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers },
            });
        },
    };
}
