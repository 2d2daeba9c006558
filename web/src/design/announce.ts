import { create } from 'zustand';

/* A text that is said twice has to change in between: the number does that. */
interface Said {
    text: string;
    count: number;
}

export const useAnnounced = create<{ status: Said; alert: Said }>(() => ({ status: { text: '', count: 0 }, alert: { text: '', count: 0 } }));

/** Says something to screen readers that the eye sees anyway: what happened (status), or what failed (alert). */
export function announce(text: string, kind: 'status' | 'alert' = 'status') {
    useAnnounced.setState(state => ({ [kind]: { text, count: state[kind].count + 1 } }));
}
