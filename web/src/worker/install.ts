/* Whether the browser would put the client among its apps, and how to ask it to. */
import { create } from 'zustand';

interface InstallPrompt extends Event { prompt(): Promise<unknown> }

const useStore = create<{ offer: InstallPrompt | null }>(() => ({ offer: null }));

/* Told once, early; kept, so that nobody is asked before they want it. */
if (typeof window !== 'undefined') {
    window.addEventListener('beforeinstallprompt', event => {
        event.preventDefault();
        useStore.setState({ offer: event as InstallPrompt });
    });
    window.addEventListener('appinstalled', () => useStore.setState({ offer: null }));
}

/** How to ask; null: it is one already, or the browser has no such thing. An offer is good for one question. */
export function useInstall(): (() => void) | null {
    const offer = useStore(state => state.offer);

    return offer && (() => {
        useStore.setState({ offer: null });
        void offer.prompt();
    });
}
