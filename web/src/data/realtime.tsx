/* The session's one connection, and how components listen to it. */
import { createContext, use, useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import type { EventMap, RealtimeClient, State, TopicName } from '../realtime/index';

const Context = createContext<RealtimeClient | null>(null);

/** The connection comes after the first screen, which does not need it. */
export function RealtimeProvider({ coming, children }: { coming: Promise<RealtimeClient> | null; children: ReactNode }) {
    const [realtime, setRealtime] = useState<RealtimeClient | null>(null);

    useEffect(() => { coming?.then(setRealtime, () => {}); }, [coming]);
    return <Context value={realtime}>{children}</Context>;
}

/** Null: nobody is signed in, or the page has only just begun. */
export const useRealtime = (): RealtimeClient | null => use(Context);

/** useEvent('channel_message', event => ...). What the listener closes over is always the last render's. */
export function useEvent<Type extends keyof EventMap>(type: Type, listener: (event: EventMap[Type]) => void): void {
    const realtime = useRealtime();
    const heard = useEffectEvent(listener);

    useEffect(() => realtime?.on(type, event => heard(event)), [realtime, type]);
}

/** Listens to a topic while the component stands; several may hold one. Null or undefined: none now. `onEnded`: the server took it away. */
export function useTopic(topic: TopicName | null | undefined, onEnded?: (code: string) => void): void {
    const realtime = useRealtime();
    const ended = useEffectEvent((code: string) => onEnded?.(code));

    useEffect(() => {
        if (!realtime || !topic)
            return undefined;
        const held = realtime.subscribe(topic, code => ended(code));
        held.ready.catch(() => {});
        return () => held.close();
    }, [realtime, topic]);
}

export type ConnectionState =
    | 'off'
    /** Also while it catches up. */
    | 'on'
    /** For less than three seconds: show nothing but a dot. */
    | 'brief'
    | 'lost';

const BRIEF_MS = 3000;

const isOn = (state: State) => state.name === 'live' || state.name === 'catching_up';

export function useConnectionState(): ConnectionState {
    const realtime = useRealtime();
    const [state, setState] = useState<ConnectionState>(!realtime ? 'off' : isOn(realtime.state) ? 'on' : 'brief');

    useEffect(() => {
        if (!realtime)
            return undefined;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const hear = (now: State) => {
            if (isOn(now)) {
                clearTimeout(timer);
                timer = undefined;
                setState('on');
            } else if (!timer) {
                setState('brief');
                timer = setTimeout(() => setState('lost'), BRIEF_MS);
            }
        };
        hear(realtime.state);
        const stop = realtime.on('state', hear);
        return () => { stop(); clearTimeout(timer); };
    }, [realtime]);
    return state;
}

/** Whether the browser has a network at all. */
export function useOnline(): boolean {
    const [online, setOnline] = useState(() => navigator.onLine);

    useEffect(() => {
        const told = () => setOnline(navigator.onLine);
        addEventListener('online', told);
        addEventListener('offline', told);
        return () => { removeEventListener('online', told); removeEventListener('offline', told); };
    }, []);
    return online;
}
