import { useSyncExternalStore } from 'react';

/* One clock for all times on the page: it goes only while somebody looks. */
const MINUTE = 60_000;
const listeners = new Set<() => void>();
let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
    now = new Date();
    listeners.forEach(listener => listener());
}

function listen(listener: () => void) {
    if (listeners.size === 0)
        timer = setInterval(tick, MINUTE);
    listeners.add(listener);
    return () => {
        listeners.delete(listener);
        if (listeners.size === 0)
            clearInterval(timer);
    };
}

/** The time of now, again every minute. */
export function useNow(): Date {
    return useSyncExternalStore(listen, () => now);
}
