/* What a post counts, while its card stays on the page: those that are scrolled past ask for nothing. */
import { useEffect } from 'react';
import { useRealtime } from '../../../data/realtime';

const STAYS_MS = 1500;

/** Null: something else listens already. */
export function useLiveCounts(postId: string | null): void {
    const realtime = useRealtime();

    useEffect(() => {
        let close = () => {};
        const timer = realtime && postId && setTimeout(() => {
            const held = realtime.subscribe(`post:${postId}`);
            held.ready.catch(() => {});
            close = () => held.close();
        }, STAYS_MS);
        return () => {
            clearTimeout(timer || undefined);
            close();
        };
    }, [realtime, postId]);
}
