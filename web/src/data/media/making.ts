/* What the server makes of a file that it has whole takes a moment, or a minute for a film. */
import { problem } from '../problems';
import type { Rest } from '../rest';
import type { RestMedium } from './medium';
import type { MediaNews } from './news';

export interface Making {
    rest: Rest;
    news: MediaNews;
    wait: (ms: number) => Promise<void>;
}

/* The connection tells; asked all the same, in case that it went meanwhile. */
const SELDOM_MS = 20_000, OFTEN_MS = 1_000, OFTEN_MOST_MS = 8_000;

const pauseOf = (live: boolean, tries: number): number => live ? SELDOM_MS : Math.min(OFTEN_MOST_MS, OFTEN_MS * 2 ** tries);

/** Once it is ready. Null: called off. Rejected with why it cannot be made. */
export async function made(id: string, { rest, news, wait }: Making, signal: AbortSignal): Promise<RestMedium | null> {
    for (let tries = 0; ; tries++) {
        let stop = () => {};
        /* Listened to before it is asked for: nothing falls between. */
        const told = new Promise<void>(resolve => { stop = news.on(id, resolve); });
        try {
            const answer = await rest.get<RestMedium>(`/media/${id}`, { signal });
            if (signal.aborted)
                return null;
            if (!answer.ok)
                throw answer.problem;
            if (isMade(answer.data))
                return answer.data;
            await Promise.race([told, wait(pauseOf(news.live, tries))]);
        } finally {
            stop();
        }
    }
}

export function isMade({ state, error }: RestMedium): boolean {
    if (state === 'failed')
        throw problem(error?.code ?? 'media_failed', 422, { detail: error?.detail ?? '' });
    return state === 'ready' || state === undefined;
}
